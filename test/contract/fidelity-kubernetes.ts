// The half of docs/fidelity.md about Kubernetes: what was recorded from a real kube-apiserver, and where the embedded API may
// answer otherwise.
import { item, table, wrapped } from '../../src/codegen/markdown.ts';
import { allGroups } from './kubernetes/cases/all.ts';
import { differences } from './kubernetes/differences.ts';
import { readRecording, SESSIONS } from './kubernetes/recording.ts';
import { allSessions } from './kubernetes/sessions/all.ts';

/** Groups that the embedded API also answers over HTTP, as test/contract/kubernetes/embedded.test.ts does. */
const IN_PROCESS_ONLY = 'own';

export function kubernetesHalf(): string[] {
  const rows = allGroups.map(({ name, cases }) => [
    name,
    cases.length,
    Object.values(readRecording(name)).reduce((sum, answers) => sum + answers.length, 0),
    differences.filter(({ group }) => group === name).length,
    name === IN_PROCESS_ONLY ? 'in process' : 'in process, over HTTP',
  ]);
  const sum = (column: 1 | 2 | 3) => rows.reduce((total, row) => total + Number(row[column]), 0);
  const printed = Object.values(readRecording(SESSIONS)).reduce((total, all) => total + all.length, 0);
  const reasons = [...new Set(differences.map(({ reason }) => reason))];
  return [
    '## Kubernetes',
    '',
    ...wrapped(
      `${sum(1)} cases with ${sum(2)} answers, and ${allSessions.length} kubectl sessions with ${printed} commands, recorded from ` +
        'kube-apiserver 1.36 (test/contract/kubernetes/recorded) and compared with what the embedded API answers; ' +
        '`npm run test:e2e` asks a real kube-apiserver whether the recording still holds.',
    ),
    '',
    ...table(
      ['group', 'cases', 'answers', 'differ', 'compared'],
      [...rows, ['all', sum(1), sum(2), sum(3), '']],
    ),
    '### What the embedded API does not have',
    '',
    ...wrapped(
      'ValidatingAdmissionPolicies are evaluated, those of deploy/admission.yaml among them. Parameters, selectors, audit ' +
        'annotations, `namespaceObject`, and the authorizer’s paths, service accounts and selectors are not: a policy or a ' +
        'binding with one of them is refused with 422 when it is applied, never stored and passed over. The action Audit ' +
        'writes nothing, because there is no audit log. Admission webhooks are stored and never called.',
    ),
    '',
    '### Where the embedded API may answer otherwise',
    '',
    ...wrapped(`${differences.length} members of answers, by reason. Nothing that a client acts on.`),
    '',
    ...reasons.flatMap((reason) => [
      ...wrapped(`${reason}:`),
      '',
      ...differences
        .filter((one) => one.reason === reason)
        .flatMap((one) => item(`${one.group}, ${one.case}: \`${one.at}\``)),
      '',
    ]),
  ];
}
