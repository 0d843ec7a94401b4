import { options } from '../options.js';

/** The logo, or the first letter of the name. Beside it the name, unless the heading has it. */
export function BrandMark({ named = false }: { named?: boolean }) {
  const { name, logoUrl } = options.branding;
  return (
    <div className="brand">
      {logoUrl == null ? (
        <span className="letter" aria-hidden>
          {Array.from(name)[0]?.toUpperCase()}
        </span>
      ) : (
        <img src={logoUrl} alt={named ? '' : name} height={40} />
      )}
      {named && <span className="name">{name}</span>}
    </div>
  );
}
