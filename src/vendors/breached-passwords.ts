/** Passwords that are in collections of stolen ones. */
export interface BreachedPasswords {
  /**
   * Never rejects. It returns false while nobody can be asked: an outage elsewhere must not stop people from setting a
   * password.
   */
  isBreached(password: string): Promise<boolean>;
}
