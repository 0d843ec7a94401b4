import { sentence } from '../core/sentences.js';
import { ServiceError } from '../core/service-error.js';
import type { BreachedPasswords } from '../vendors/breached-passwords.js';
import { comparedForm, type PasswordService } from './password.service.js';

/** Checks new passwords. */
export class NewPasswordService {
  /** @param breached undefined if stolen passwords are not looked up */
  constructor(
    private readonly passwords: PasswordService,
    private readonly breached: BreachedPasswords | undefined,
  ) {}

  /**
   * Checks a new password by itself, and then against passwords that were stolen elsewhere, where that is switched on.
   *
   * @throws WEAK_PASSWORD with the reason; BAD_USER_INPUT
   */
  async require(field: string, newPassword: string, username: string): Promise<void> {
    this.passwords.requireStrong(field, newPassword, username);
    if (await this.breached?.isBreached(comparedForm(newPassword)))
      throw new ServiceError('WEAK_PASSWORD', sentence('passwordBreached'), { field });
  }
}
