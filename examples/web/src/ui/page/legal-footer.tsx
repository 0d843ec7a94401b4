import { options } from '../../options.js';
import { t } from '../../texts/texts.js';

/** What the product has to say before somebody signs in or makes an account. */
export function LegalFooter() {
  const { termsUrl, privacyUrl } = options.branding;
  if (termsUrl == null && privacyUrl == null) return null;
  return (
    <footer>
      {termsUrl != null && <a href={termsUrl}>{t.terms}</a>}
      {privacyUrl != null && <a href={privacyUrl}>{t.privacy}</a>}
    </footer>
  );
}
