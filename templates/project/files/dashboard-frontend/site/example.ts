/** The conversation that the first page shows. A test of the bot holds it to what the bot really writes. */
export const example = {
  host: 'Mira',
  channel: 'giveaways',
  command: '/giveaway start',
  options: [
    { name: 'prize', value: 'Sticker pack' },
    { name: 'duration', value: '2d' },
    { name: 'winners', value: '3' },
  ],
  prize: 'Sticker pack',
  winners: 3,
  announcement: 'A giveaway by @Mira. 3 winners. Ends in 2 days.',
  button: 'Take part',
  entered: 'You take part. Good luck!',
  leave: 'Leave',
  ended: 'The giveaway of Sticker pack has ended. Congratulations, @Bo, @Ines, @Tariq!',
} as const;
