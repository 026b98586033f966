/**
 * Boxes of the guide that state one and the same fact, in two of its lists or in two words. A check that cites two boxes of one list fails both of them or neither; boxes
 * that stand in no list together it fails each by itself. `broken-table.test.ts` holds that against what was seen in broken worlds.
 */
import type { BoxId } from '../src/core/guide.ts';

export const sameFact: readonly (readonly BoxId[])[] = [
  // Payments
  ['pre#001', '6.1#014'],
  ['6.1#015', 'post#002'],
  ['6.1#011', '6.4#007', 'post#003', 'post#120'],
  ['6.1#018', 'post#118'],
  ['6.1#018', 'post#119'],
  ['6.1#005', '6.1#007', 'post#004', 'post#005'],
  ['6.1#010', 'post#006'],
  ['6.1#009', '6.1#021', 'post#001'],
  ['6.1#012', 'post#035', 'post#098'],
  ['6.1#013', 'post#115'],
  ['6.1#003', '6.5#003'],
  // A key that stands in a commit, in the source of the pages or in what they serve is exposed.
  ['6.1#002', 'post#074'],
  ['6.1#004', 'post#074'],
  // Database
  ['6.2#001', 'post#008'],
  ['6.2#004', '6.2#011', 'post#011'],
  ['6.2#006', 'post#009', '6.5#015'],
  ['6.2#007', 'post#010'],
  ['6.2#008', 'post#012'],
  // On sizes without figures the alerts are what watches it.
  ['6.2#009', 'post#012'],
  // Redis
  ['6.3#001', 'post#014'],
  ['6.3#002', '6.3#010'],
  ['6.3#004', 'post#015'],
  ['6.3#005', 'post#016'],
  ['6.3#006', 'post#017'],
  ['6.3#007', 'post#018', '6.6#008', 'post#037', 'post#072'],
  // Domain
  ['6.4#001', 'post#020'],
  ['6.4#002', '6.4#004', '6.4#013', 'post#021'],
  ['6.4#003', '6.4#021', 'post#022', 'post#075'],
  ['6.4#005', '6.4#022'],
  ['6.4#008', '6.4#023'],
  ['6.4#012', 'post#023'],
  ['6.4#014', 'post#022'],
  ['6.4#018', '6.6#007', 'post#038', 'post#073'],
  ['6.4#020', 'post#021'],
  // An address that pages print and nobody forwards is no contact.
  ['6.4#024', 'post#140'],
  // Bot
  ['6.5#001', 'pre#005'],
  ['6.5#007', 'post#026', 'rollback#001'],
  ['6.5#009', 'post#030'],
  ['post#028', 'rollback#004'],
  ['post#029', 'rollback#005'],
  ['6.5#014', 'post#026', 'post#100', 'rollback#001'],
  ['post#027', 'post#114'],
  // API and dashboard
  ['6.6#006', 'post#033', 'rollback#003'],
  ['6.6#021', 'post#101'],
  ['6.6#022', 'post#034', 'post#041', 'post#067'],
  ['6.6#024', 'post#035', 'post#042', 'post#098', 'rollback#009'],
  ['6.6#025', 'post#040', 'rollback#002'],
  ['6.6#026', 'post#043'],
  ['6.6#027', 'post#045'],
  // Who is logged out at once cannot log in.
  ['post#069', 'post#097'],
  // Monitoring
  ['6.7#001', 'post#046'],
  ['6.7#002', 'post#047'],
  ['6.7#003', 'post#048'],
  ['6.7#004', 'post#049'],
  ['6.7#007', 'post#050'],
  ['6.7#010', 'post#052', 'post#053'],
  ['6.7#013', 'post#056'],
  ['6.7#015', 'pre#008'],
  ['6.7#016', 'post#058'],
  ['6.7#018', 'post#060'],
  ['6.7#019', 'post#061'],
  ['6.7#020', 'post#059'],
  ['6.7#021', 'post#063'],
  ['6.7#022', '6.7#025', 'post#064'],
  ['6.7#026', 'post#065'],
  // Legal
  ['6.8#001', '6.8#023', 'post#082'],
  ['6.8#002', 'post#083'],
  ['6.8#003', 'post#084'],
  ['6.8#004', 'post#085'],
  ['6.8#006', 'post#092'],
  ['6.8#007', 'post#093'],
  ['6.8#011', 'post#095'],
  ['6.8#012', '6.8#018', 'post#087'],
  ['6.8#015', 'post#094'],
  ['6.8#019', 'post#088'],
  ['6.8#020', 'post#089'],
  ['6.8#021', 'post#090'],
  // Documentation and launch
  ['post#137', 'post#153'],
];
