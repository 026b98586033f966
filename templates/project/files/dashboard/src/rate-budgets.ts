/**
 * Budgets of requests besides the general one, each with a limit of its own whatever the tier.
 */
const minute = 60;
const hour = 3600;

export const rateBudgets = {
  /** Logins, by address. */
  auth: { requests: 30, windowSeconds: minute },
  refund: { requests: 10, windowSeconds: hour },
  export: { requests: 10, windowSeconds: hour },
  /** Stripe sends from few addresses, and many events at once. */
  webhook: { requests: 12_000, windowSeconds: minute },
  consent: { requests: 20, windowSeconds: minute },
  /** Declarations of withdrawal: strangers may make them. */
  withdrawal: { requests: 10, windowSeconds: hour },
  /** Tickets, each by its own name: good for once. */
  ticket: { requests: 1, windowSeconds: 2 * minute },
  admin: { requests: 60, windowSeconds: minute },
} as const;

export type Budget = 'api' | keyof typeof rateBudgets;
export const budgets = ['api', ...Object.keys(rateBudgets)] as [Budget, ...Budget[]];
