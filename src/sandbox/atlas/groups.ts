/** Organizations, projects and the limits of the API. */
import { page, type Route } from './api.ts';
import { badAttribute, missing, Refusal } from './refusal.ts';
import type { Books, Group } from './state.ts';

const date = '2023-01-01';

export const groupRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '',
    date,
    role: 'ORG_READ_ONLY',
    run: ({ books }) => ({
      body: { appName: 'MongoDB Atlas', build: 'k77', throttling: false, links: [], organization: books.state.organization.id },
    }),
  },
  {
    method: 'GET',
    path: '/orgs',
    date,
    role: 'ORG_READ_ONLY',
    run: (call) => page(call, [{ ...call.books.state.organization, isDeleted: false, links: [], skipDefaultAlertsSettings: false }]),
  },
  {
    method: 'GET',
    path: '/groups',
    date,
    role: 'ORG_READ_ONLY',
    run: (call) =>
      page(
        call,
        call.books.state.groups.map((one) => shown(call.books, one)),
      ),
  },
  {
    method: 'GET',
    path: '/groups/byName/{groupName}',
    date,
    role: 'ORG_READ_ONLY',
    run: ({ books, at }) => {
      const found = books.state.groups.find((group) => group.name === at.groupName);
      if (!found) throw missing('group', 'GROUP_NAME_NOT_FOUND', String(at.groupName));
      return { body: shown(books, found) };
    },
  },
  {
    method: 'GET',
    path: '/groups/{groupId}',
    date,
    role: 'GROUP_READ_ONLY',
    run: ({ books, at }) => ({ body: shown(books, books.state.groups.find((group) => group.id === at.groupId) as Group) }),
  },
  {
    method: 'POST',
    path: '/groups',
    date,
    role: 'ORG_GROUP_CREATOR',
    run: ({ books, body }) => {
      const { state } = books;
      if (!/^[\p{L}\p{N}\-_.(),:&@+']{1,64}$/u.test(String(body.name ?? '')))
        throw badAttribute('name', 'it has characters that are not allowed');
      if (body.orgId !== state.organization.id) throw missing('organization', 'ORG_NOT_FOUND', String(body.orgId));
      if (state.groups.some((group) => group.name === body.name))
        throw new Refusal(409, 'GROUP_ALREADY_EXISTS', `A group with name "${body.name}" already exists.`, [body.name]);
      const made: Group = {
        id: books.id(),
        name: String(body.name),
        orgId: state.organization.id,
        created: new Date(books.now()).toISOString(),
      };
      state.groups.push(made);
      books.changed();
      return { body: shown(books, made) };
    },
  },
  {
    method: 'GET',
    path: '/rateLimits',
    date: '2025-03-12',
    role: 'ORG_READ_ONLY',
    run: (call) =>
      page(call, [
        {
          capacity: { defaultValue: 100, currentValue: 100 },
          endpointSetId: 'project',
          endpointSetName: 'Project',
          endpoints: [],
          refillDurationSeconds: { defaultValue: 60, currentValue: 60 },
          refillRate: { defaultValue: 100, currentValue: 100 },
          scope: 'GROUP',
        },
      ]),
  },
];

function shown(books: Books, group: Group): Record<string, unknown> {
  return { ...group, clusterCount: books.state.clusters.filter((one) => one.groupId === group.id).length, links: [], tags: [] };
}
