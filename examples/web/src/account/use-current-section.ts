import { useEffect, useState } from 'react';

/** The upper part of the window, where people read. */
const READ = '0px 0px -65% 0px';

/**
 * The section that is read, by the id of its heading: the first one in the upper part of the window. At the end of the
 * page it is the last one, which may be too short to get there. A section that was chosen stays current as long as its
 * heading can be seen.
 *
 * @param ids of the headings, from the top of the page
 * @param ready whether the sections are on the page
 */
export function useCurrentSection(ids: readonly string[], ready: boolean) {
  const [read, setRead] = useState<readonly string[]>([]);
  const [isAtEnd, setAtEnd] = useState(false);
  const [chosen, choose] = useState<string>();

  useEffect(() => {
    if (!ready) return;
    const sections = new Map<Element, string>();
    for (const id of ids) {
      const section = document.getElementById(id)?.closest('section');
      if (section) sections.set(section, id);
    }
    const inWindow = new Set<string>();
    const reading = new IntersectionObserver(
      (entries) => {
        for (const { target, isIntersecting } of entries) {
          const id = sections.get(target) ?? '';
          if (isIntersecting) inWindow.add(id);
          else inWindow.delete(id);
        }
        setRead([...inWindow]);
      },
      { rootMargin: READ },
    );
    for (const section of sections.keys()) reading.observe(section);

    const last = [...sections.keys()].at(-1);
    const ending = new IntersectionObserver(
      (entries) => {
        // A page that fits into the window has no end to scroll to.
        for (const { intersectionRatio } of entries) setAtEnd(intersectionRatio === 1 && scrollY > 0);
      },
      { threshold: 1 },
    );
    if (last) ending.observe(last);
    return () => {
      reading.disconnect();
      ending.disconnect();
    };
  }, [ids, ready]);

  useEffect(() => {
    const heading = chosen === undefined ? null : document.getElementById(chosen);
    if (!heading) return;
    let wasSeen = false;
    const seeing = new IntersectionObserver((entries) => {
      for (const { isIntersecting } of entries) {
        if (wasSeen && !isIntersecting) choose(undefined);
        wasSeen ||= isIntersecting;
      }
    });
    seeing.observe(heading);
    return () => seeing.disconnect();
  }, [chosen]);

  const first = ids.find((id) => read.includes(id)) ?? ids[0];
  return { current: chosen ?? (isAtEnd ? ids.at(-1) : first), choose };
}
