/** Line icons, drawn on a grid of 24. They only accompany words: screen readers skip them. */
const drawings = {
  crown: 'M3 8l4.5 4L12 5l4.5 7L21 8l-2 10H5L3 8zM5 21h14',
  gift: 'M4 11h16v9H4zM3 7h18v4H3zM12 7v13M12 7c-5 0-5-5-2.500-5S12 7 12 7s0-5 2.500-5S17 7 12 7z',
  shield: 'M12 3l8 3v6c0 4.500-3.300 7.800-8 9-4.700-1.200-8-4.500-8-9V6l8-3zM9 12l2 2 4-4',
  gear: 'M12 9a3 3 0 100 6 3 3 0 000-6zM12 2v3M12 19v3M2 12h3M19 12h3M5 5l2 2M17 17l2 2M19 5l-2 2M7 17l-2 2',
  key: 'M14 10a4 4 0 10-3.200 3.900L13 16h2v2h2v2h3v-3l-6.200-6.200c.1-.3.2-.5.2-.8zM9 9h.01',
  check: 'M5 12.500l4.500 4.500L19 7.500',
  sun: 'M12 8a4 4 0 100 8 4 4 0 000-8zM12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.500 1.500M17.500 17.500L19 19M19 5l-1.500 1.500M6.500 17.500L5 19',
  menu: 'M4 7h16M4 12h16M4 17h16',
  close: 'M6 6l12 12M18 6L6 18',
  arrow: 'M5 12h14M13 6l6 6-6 6',
  outside: 'M9 5H5v14h14v-4M13 5h6v6M19 5l-9 9',
  hash: 'M9 4L7 20M17 4l-2 16M4 9h16M3.500 15h16',
  dice: 'M5 4h14a1 1 0 011 1v14a1 1 0 01-1 1H5a1 1 0 01-1-1V5a1 1 0 011-1zM8.500 8.500h.01M15.500 15.500h.01M12 12h.01',
  trophy:
    'M8 4h8v6a4 4 0 01-8 0V4zM8 5H4v2a3 3 0 004 2.800M16 5h4v2a3 3 0 01-4 2.800M12 14v3M8 20h8M9.500 20c0-2 1-3 2.500-3s2.500 1 2.500 3',
  eyeoff:
    'M3 3l18 18M10 6c8-1.300 12 6 12 6a17 17 0 01-3 3.600M6 7.500C3.500 9.300 2 12 2 12s4 7 10 7c1.500 0 2.800-.3 4-.9M10 10a3 3 0 004 4',
  mail: 'M3 6h18v13H3zM3 7l9 6 9-6',
  chat: 'M4 5h16v11H10l-5 4v-4H4z',
  clock: 'M12 3a9 9 0 100 18 9 9 0 000-18zM12 7v5l3.500 2',
  info: 'M12 3a9 9 0 100 18 9 9 0 000-18zM12 11v5M12 8h.01',
  warning: 'M12 4l9 16H3L12 4zM12 10v4M12 17h.01',
  receipt: 'M6 3h12v18l-3-2-3 2-3-2-3 2V3zM9 8h6M9 12h6',
  server: 'M4 4h16v7H4zM4 13h16v7H4zM8 7.500h.01M8 16.500h.01',
  person: 'M12 4a4 4 0 100 8 4 4 0 000-8zM4 21c0-4 3.500-6.500 8-6.500s8 2.500 8 6.500',
} as const;

export type IconName = keyof typeof drawings;

export function Icon({ name, size = 22 }: { name: IconName; size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.8"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={drawings[name]} />
    </svg>
  );
}
