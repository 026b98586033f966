/** The drawing of the mark, on a grid of 32, for the header, the icons and the picture of links. */
export const markPaths = {
  shield:
    'M16 1.500c4.300 2 8.600 2.900 13 2.900v11.100c0 7.300-5.100 12.600-13 15.500C8.100 28.100 3 22.800 3 15.500V4.400c4.400 0 8.700-.9 13-2.900z',
  crown: 'M8.200 11.200l4 3.600L16 8.600l3.800 6.200 4-3.600-1.700 7.700H9.900z',
  band: 'M10.200 20.400h11.600v1.900H10.200z',
} as const;

export const markColours = { shield: '#4b2bb5', crown: '#f5b83d' } as const;
