import { createReadStream } from 'node:fs';
import { badInput } from '../../core/service-error.js';

/**
 * The text of a file, piece by piece. Drops a byte-order mark.
 *
 * @param onBytes called with the number of bytes read so far
 * @throws BAD_USER_INPUT for a file that cannot be read or is not UTF-8
 */
export async function* readText(
  file: string,
  onBytes: (bytes: number) => void = () => undefined,
): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let bytes = 0;
  try {
    for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      onBytes(bytes);
      yield decoder.decode(chunk, { stream: true });
    }
    yield decoder.decode();
  } catch (error) {
    throw badInput('file', reasonOf(file, error));
  }
}

function reasonOf(file: string, error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return `${file} is not UTF-8.`;
  if (code === 'ENOENT') return `There is no file ${file}.`;
  return `${file} cannot be read: ${message}.`;
}
