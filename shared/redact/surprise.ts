/*
 * How surprising one character is after another, in bits, in ordinary words and identifiers: measured over the
 * distinct words of the type declarations and READMEs of npm packages. Rows and columns are a–z, then any digit,
 * then any other character (also the seam of camelCase); each cell is one hexadecimal digit, 15 meaning "15 or more".
 */
const pairs = [
  'b544a75d5a7344d4c34256875b85',
  '39893aa843a37939d5673cce5c74',
  '3b6a3be35c54ac29c4735bdc7e84',
  '4996298a4cc67958e6596abe7e81',
  '5844767a8ac554866334a6857d92',
  '3a8a34dd2db4b83ee4664ffc5f74',
  '6aac2a654fd6856bd4565ade8aa1',
  '39cb2cdd3fb86a3ae5845eef8c93',
  '6644555ebd844236a644c6f8f6c6',
  '5ecb1dd95fbcec596c18676dfe96',
  '6877258b3db67588fa495f8f9f82',
  '3895289b3c94ba38e955479f4fa3',
  '25c72cbe3bb76843ba5b6aec8fb3',
  '4b44463a5a769647c93366be7d92',
  '7554866d77654254f35546599cc5',
  '3ba62ba74d948a34f36459db8f84',
  'fdbbffcdaff4bcb9f9990bafdf95',
  '4956276b3f666638f544669e6fb3',
  '6c5939b64e889845aa435aaa6e92',
  '4c6939c43ef7aa47f4456e8b4e82',
  '5556366e5fc34394f333abdaeeb7',
  '2caf1b8e3fec995dfc9a8acfcf35',
  '3bba3c933f88e43bc448de9cbfb2',
  '4b4a59c94adb9b82fca2cfd86d52',
  '898c79bd7fd66552f856ce7dbba1',
  '5eed3eca7fe9ed1dfe8fafcf99a1',
  '667777aa9aa78888c879aaa6dc11',
  '45444566467545549434555a955f',
].join('');

const digit = 26;
const seam = 27;
const width = 28;
const bits = Uint8Array.from(pairs, (cell) => Number.parseInt(cell, 16));

function classOf(code: number): number {
  if (code >= 97 && code <= 122) {
    return code - 97;
  }
  if (code >= 65 && code <= 90) {
    return code - 65;
  }
  return code >= 48 && code <= 57 ? digit : seam;
}

/**
 * Bits a letter or digit of `text` carries to a reader who knows ordinary identifiers (the first 512 characters count):
 * about 4 for words joined in any style, 5 to 10 for random letters and digits, 3 to 6 for random hexadecimal ones.
 */
export function surprise(text: string): number {
  const length = Math.min(text.length, 512);
  let previous = seam;
  let wasLower = false;
  let sum = 0;
  let counted = 0;
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i);
    const current = classOf(code);
    if (wasLower && code >= 65 && code <= 90) {
      sum += bits[previous * width + seam] ?? 0;
      previous = seam;
    }
    if (previous !== seam || current !== seam) {
      sum += bits[previous * width + current] ?? 0;
    }
    counted += current === seam ? 0 : 1;
    previous = current;
    wasLower = code >= 97 && code <= 122;
  }
  sum += bits[previous * width + seam] ?? 0;
  return counted === 0 ? 0 : sum / counted;
}
