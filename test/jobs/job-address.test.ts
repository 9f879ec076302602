import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jobPageAddress, parseJobAddress } from '../../src/jobs/job-address.ts';
import { parseJobReference } from '../../src/jobs/job-reference.ts';

const server = 'https://foreman.example.com';

describe('the address of a job, as a browser shows it', () => {
  it.each([
    '/job_invocations/217',
    '/job_invocations/217/',
    '/new/job_invocations/217',
    '/experimental/job_invocations_detail/217',
    '/api/job_invocations/217',
    '/api/v2/job_invocations/217',
    '/job_invocations/217?page=2&search=user@example.com',
    '/job_invocations/217#overview',
    '/job_invocations/217?a=b#hosts',
  ])('%s', (path) => {
    expect(parseJobReference(server + path)).toEqual({ kind: 'id', id: 217, server });
    const mounted = `${server}:8443/foreman`;
    expect(parseJobReference(mounted + path)).toEqual({ kind: 'id', id: 217, server: mounted });
  });

  it('is written in any case of the name, with the usual port or without', () => {
    const address = ' HTTPS://Foreman.Example.com:443/job_invocations/217 ';
    expect(parseJobReference(address)).toEqual({ kind: 'id', id: 217, server });
  });

  it.each([
    '/hosts/217',
    '/job_invocations',
    '/job_invocations/new',
    '/job_invocations/217-foo',
    '/job_invocations/217/hosts/3',
    '/job_invocations/217/rerun',
    '/job_invocations_detail/217',
    '/job_templates/217',
    '/',
    '',
  ])('is none of another page: %s', (path) => {
    expect(() => parseJobReference(server + path)).toThrow('is not the address of a job');
  });

  it.each(['0', '00217', '99999999999'])('has an id that a job can have: not %s', (id) => {
    expect(() => parseJobReference(`${server}/job_invocations/${id}`)).toThrow(
      'is not a valid job',
    );
  });

  it('has no user and no password, and neither is shown', () => {
    const address = 'https://anna:secret@foreman.example.com/job_invocations/217';
    expect(() => parseJobReference(address)).toThrow(
      'the address of a job must not contain a user or password: `https://…`',
    );
  });

  it('is what rexctl prints of every job', () => {
    const prefixes = fc.constantFrom('', '/foreman', '/a/b', '/api', '/new', '/job_invocations/3');
    fc.assert(
      fc.property(fc.webAuthority(), prefixes, fc.nat(), (authority, prefix, id) => {
        fc.pre(!authority.includes('@') && URL.canParse(`https://${authority}`));
        const { origin } = new URL(`https://${authority}`);
        fc.pre(!/\/(?:api|new)$/.test(prefix));
        expect(parseJobAddress(jobPageAddress(origin + prefix, id))).toEqual({
          id: String(id),
          server: origin + prefix,
        });
      }),
    );
  });

  it('or the text is read as no address, or refused: nothing else happens', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.webUrl({ withFragments: true })), (text) => {
        try {
          parseJobAddress(text);
        } catch (error) {
          expect(error).toMatchObject({ kind: 'usage' });
        }
      }),
    );
  });
});
