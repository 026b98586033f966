/**
 * What a page says of itself to search engines and to whoever links to it. https://ogp.me
 */
import { Parser } from 'htmlparser2';
import { resolveAddress } from './html.ts';

export interface PageHead {
  /** Empty where there is none. */
  title: string;
  description: string;
  /** Address of the picture of links to it (`og:image`). */
  picture: string | undefined;
}

/** @param page where it was found, after redirects */
export function readHead(html: string, page: string): PageHead {
  const said: Record<string, string> = {};
  let title = '';
  let inTitle = false;
  const parser = new Parser({
    onopentag(name, { name: about, property, content }) {
      // The title of a picture in an <svg> comes later, if at all.
      if (name === 'title') inTitle = title === '';
      const key = property ?? about;
      if (name === 'meta' && key !== undefined) said[key.toLowerCase()] ??= content ?? '';
    },
    ontext: (text) => {
      if (inTitle) title += text;
    },
    onclosetag: (name) => {
      if (name === 'title') inTitle = false;
    },
  });
  parser.write(html);
  parser.end();
  const picture = said['og:image'] ?? said['og:image:url'] ?? said['twitter:image'];
  return {
    title: title.trim(),
    description: (said.description ?? said['og:description'] ?? '').trim(),
    picture: picture ? resolveAddress(picture, page) : undefined,
  };
}
