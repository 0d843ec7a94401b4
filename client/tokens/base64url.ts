const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Decodes to one character a byte. React Native before 0.74 has no `atob`. @throws TypeError for other characters */
export function decodeBase64Url(text: string): string {
  let decoded = '';
  let bits = 0;
  let value = 0;
  for (const char of text) {
    const sextet = ALPHABET.indexOf(char);
    if (sextet < 0) throw new TypeError('This is not base64url.');
    value = ((value << 6) | sextet) & 0xfff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    decoded += String.fromCharCode((value >> bits) & 0xff);
  }
  return decoded;
}
