/** The picture of a server, or its first letter. */
import { discordImages } from '../site/discord-images.ts';
import styles from './server-list.module.css';

export function ServerIcon({ id, name, icon }: { id: string; name: string; icon: string | null }) {
  return (
    <span className={styles.icon} aria-hidden="true">
      {icon ? (
        // biome-ignore lint/performance/noImgElement: next/image writes style attributes, which the content security policy refuses.
        <img src={`${discordImages}/icons/${id}/${icon}.webp?size=96`} width={48} height={48} alt="" loading="lazy" />
      ) : (
        name.slice(0, 1).toUpperCase()
      )}
    </span>
  );
}
