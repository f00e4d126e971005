// ISO 8601-1 §5.5.2.2. Years and months have no fixed length, so they are no duration here.
const DURATION =
  /^P(?!$)(?:(\d+(?:[.,]\d+)?)W)?(?:(\d+(?:[.,]\d+)?)D)?(?:T(?!$)(?:(\d+(?:[.,]\d+)?)H)?(?:(\d+(?:[.,]\d+)?)M)?(?:(\d+(?:[.,]\d+)?)S)?)?$/;
const MILLISECONDS = [604_800_000, 86_400_000, 3_600_000, 60_000, 1_000];

/** The milliseconds of an ISO 8601 duration such as 'PT0.2S'; undefined where it is none, or counts years or months. */
export function readDuration(text: string): number | undefined {
  const parts = DURATION.exec(text)?.slice(1);
  if (parts === undefined) return undefined;
  const sum = parts.reduce((ms, part, at) => ms + numberOf(part) * (MILLISECONDS[at] ?? 0), 0);
  return Math.round(sum);
}

function numberOf(part: string | undefined): number {
  return part === undefined ? 0 : Number(part.replace(',', '.'));
}
