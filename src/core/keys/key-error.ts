/** Why a key cannot be used, in one line that can be printed. */
export class KeyError extends Error {
  override readonly name = 'KeyError';
}
