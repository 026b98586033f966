/** Icons of the manifest; the maskable one has room around it. */
export const icons = [
  { file: '192.png', size: 192, ground: false },
  { file: '512.png', size: 512, ground: false },
  { file: 'maskable.png', size: 512, ground: true },
] as const;
