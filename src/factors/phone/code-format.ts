import { sentence } from '../../core/sentences.js';
import { badInput } from '../../core/service-error.js';

/** A code is ASCII digits of the right length. Nothing else reaches a provider. @throws BAD_USER_INPUT */
export function requireDigits(code: string, length: number): void {
  if (!/^[0-9]+$/.test(code) || code.length !== length)
    throw badInput('token', sentence('codeNotDigits', { length }));
}
