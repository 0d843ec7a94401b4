import './mail/links/mail-link.js';
import { createRoot } from 'react-dom/client';
import { wearBrand } from './brand.js';
import { loadOptions } from './options.js';
import { language, t } from './texts/texts.js';
import { BrokenPage } from './ui/page/broken-page.js';
import { WaitingPage } from './ui/page/waiting-page.js';
import './style.css';
import './factors.css';
import './mail.css';
import './staff.css';

document.documentElement.lang = language;

const element = document.getElementById('root');
if (!element) throw new Error('The page has no #root.');
const root = createRoot(element);

/** Shows the pages as soon as the server has said what it offers. */
async function start(): Promise<void> {
  root.render(<WaitingPage />);
  try {
    await loadOptions();
  } catch {
    root.render(
      <main className="card narrow">
        <p role="alert">{t.unreachable}</p>
        <button className="primary" onClick={() => void start()}>
          {t.tryAgain}
        </button>
      </main>,
    );
    return;
  }
  wearBrand();
  try {
    const { Root } = await import('./app.js');
    root.render(<Root />);
  } catch {
    // A new version of the server has other files. Only a reload helps: browsers remember that an import failed.
    root.render(<BrokenPage />);
  }
}

void start();

// A page that "Back" brings back shows what was true when it was left: somebody may have signed out since.
addEventListener('pageshow', ({ persisted }) => {
  if (persisted) location.reload();
});
