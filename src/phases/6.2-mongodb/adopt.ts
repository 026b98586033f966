/**
 * What somebody made by hand at Atlas: the project, the cluster, the user of the services with its password, the database, the access list.
 */
import { type Adoption, type Candidate, survey } from '../../core/adoption.ts';
import { atlas } from '../../vendors/atlas.ts';
import { anywhere, cidrOf } from './access.ts';
import { cloud, cluster, project } from './adopt-clusters.ts';
import { database, loginProof, user } from './adopt-users.ts';

const access = survey({
  id: 'atlas.access',
  task: 'atlas.access',
  guide: ['6.2/2'],
  title: 'Access list of the database',
  uses: [atlas],
  needs: ['ATLAS_PROJECT'],
  gives: ['databaseAccess'],
  pick: 'one',
  async candidates(context): Promise<readonly Candidate[]> {
    const { ATLAS_PROJECT: id } = context.values;
    const entries = (await context.client(atlas).accessList(id))
      .map(cidrOf)
      .filter((entry) => /^[\d.]+\/\d+$/.test(entry))
      .sort();
    if (entries.length === 0) return [];
    const open = entries.includes(anywhere);
    return [
      {
        id: 'access-list',
        name: entries.join(', '),
        about: `${entries.length} ${entries.length === 1 ? 'entry' : 'entries'}`,
        where: `${cloud}/${id}#/security/network/accessList`,
        confidence: 'certain',
        because: ['it is that of the project'],
        differs: open ? [`${anywhere} lets every address knock; only the password protects the data`] : [],
        answers: { databaseAccess: entries.join(', ') },
      },
    ];
  },
});

export const mongodbAdoption: Adoption = { surveys: [project, cluster, user, database, access], proofs: [loginProof] };
