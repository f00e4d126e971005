import type { Prompt, Rung } from '../../model/server.ts';

/** One turn of a conversation, as both APIs write it. */
export interface Turn {
  readonly role: 'user' | 'assistant';
  readonly content: string;
}

/** Our own words for a rung: what the API's own fields do not say is said here. */
export function systemOf(prompt: Prompt, rung: Rung): string {
  if (rung === 'json-schema') return prompt.system;
  if (rung === 'tool') {
    return `${prompt.system}\n\nAnswer by calling the tool ${nameOf(prompt)} once, and write nothing beside the call.`;
  }
  const schema = JSON.stringify(prompt.schema);
  // Whoever asks may have said it in words of its own.
  if (prompt.system.includes(schema)) return prompt.system;
  return `${prompt.system}\n\nAnswer with one JSON object that fits this JSON Schema: no words before or after it, no code fence.\n${schema}`;
}

/** What was asked, and with a repair what was answered and what is wrong with it. */
export function turnsOf(prompt: Prompt): readonly Turn[] {
  const asked: Turn = { role: 'user', content: prompt.user };
  if (prompt.repair === undefined) return [asked];
  // No API takes a turn without text.
  const answered = prompt.repair.answer.trim() === '' ? '(nothing)' : prompt.repair.answer;
  const wrong = `This answer does not fit:\n${prompt.repair.errors}\nAnswer once more, whole and in the same form.`;
  return [asked, { role: 'assistant', content: answered }, { role: 'user', content: wrong }];
}

/** The name of the schema as both APIs take it: at most 64 letters, digits, underscores and dashes. */
export function nameOf({ schemaName }: Prompt): string {
  return schemaName.replace(/[^\w-]/g, '_').slice(0, 64) || 'answer';
}

/** Tokens of a text where a server counts none: four characters a token, as both vendors estimate for English. */
export function estimatedTokens(...texts: readonly string[]): number {
  return Math.ceil(texts.reduce((sum, text) => sum + text.length, 0) / 4);
}

/**
 * Whether an answer that ends at its limit broke off there: some servers say that it ended by itself (LiteLLM in front
 * of an OpenAI API, measured with 1.101).
 */
export function brokeOff(text: string, outputTokens: number, prompt: Prompt): boolean {
  if (outputTokens < prompt.maxOutputTokens) return false;
  try {
    JSON.parse(text);
    return false;
  } catch {
    return true;
  }
}

/**
 * The name of the model that answered: the server's own where it only says more exactly what was asked for, such as a
 * date; anything else could be a path of the server, or words for those who read the report.
 */
export function modelNamed(asked: string, said: string | undefined): string {
  return said?.startsWith(asked) && /^[\w.:/@-]{1,120}$/.test(said) ? said : asked;
}
