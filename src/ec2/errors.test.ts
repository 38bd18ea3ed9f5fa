import { describe, expect, it } from 'vitest';
import { Fault } from '../model/fault.ts';
import { groups } from './error-codes.ts';
import { toFault } from './errors.ts';
import { awsError } from './fake-aws.ts';

const of = (error: unknown, operation = 'CreateVpc') => toFault(error, { operation }).details;

describe('toFault', () => {
  it.each([
    {
      code: 'RequestLimitExceeded',
      status: 503,
      disposition: 'throttled',
      reason: 'Throttled',
      unknown: false,
      why: 'a throttle is a refusal, though its status is 5xx',
    },
    {
      code: 'InternalError',
      status: 500,
      disposition: 'transient',
      reason: 'AWSError',
      unknown: true,
      why: 'it may have happened',
    },
    {
      code: 'NeverHeardOf',
      status: 400,
      disposition: 'transient',
      reason: 'AWSError',
      unknown: false,
      why: 'unknown codes are transient',
    },
    {
      code: 'NeverHeardOf',
      status: 502,
      disposition: 'transient',
      reason: 'AWSError',
      unknown: true,
      why: 'a gateway may have passed it on',
    },
    {
      code: 'HTTP200',
      status: 200,
      disposition: 'transient',
      reason: 'AWSError',
      unknown: true,
      why: 'it did happen, and the body of the answer broke off',
    },
    {
      code: 'DependencyViolation',
      status: 400,
      disposition: 'waiting',
      reason: 'DependencyNotReady',
      unknown: false,
      why: 'something else must go first',
    },
    {
      code: 'IncorrectState',
      status: 400,
      disposition: 'waiting',
      reason: 'Pending',
      unknown: false,
      why: 'AWS is still working',
    },
    {
      code: 'UnauthorizedOperation',
      status: 403,
      disposition: 'denied',
      reason: 'AccessDenied',
      unknown: false,
      why: 'a permission lacks',
    },
    {
      code: 'ExpiredToken',
      status: 400,
      disposition: 'denied',
      reason: 'CredentialsUnavailable',
      unknown: false,
      why: 'credentials ended',
    },
    {
      code: 'AuthFailure',
      status: 401,
      disposition: 'denied',
      reason: 'CredentialsUnavailable',
      unknown: false,
      why: 'credentials are not accepted',
    },
    {
      code: 'VpcLimitExceeded',
      status: 400,
      disposition: 'denied',
      reason: 'QuotaExceeded',
      unknown: false,
      why: 'a quota, by its suffix',
    },
    {
      code: 'ConcurrentMutationLimitExceeded',
      status: 400,
      disposition: 'transient',
      reason: 'AWSError',
      unknown: false,
      why: 'no quota, despite its suffix',
    },
    {
      code: 'InvalidVpcID.NotFound',
      status: 400,
      disposition: 'transient',
      reason: 'DependencyNotFound',
      unknown: false,
      why: 'perhaps just made',
    },
    {
      code: 'InvalidVpc.Range',
      status: 400,
      disposition: 'refused',
      reason: 'InvalidSpec',
      unknown: false,
      why: 'only the declaration helps',
    },
    {
      code: 'InvalidSubnet.Conflict',
      status: 400,
      disposition: 'refused',
      reason: 'Conflict',
      unknown: false,
      why: 'another holds the range',
    },
    {
      code: 'InvalidAction',
      status: 400,
      disposition: 'bug',
      reason: 'InternalError',
      unknown: false,
      why: 'we asked in a wrong way',
    },
  ])('$code with status $status is $disposition: $why', ({ code, status, disposition, reason, unknown }) => {
    expect(of(awsError(code, status))).toMatchObject({ code, disposition, reason, outcomeUnknown: unknown });
  });

  it.each([
    'InvalidPermission.Duplicate',
    'InvalidPermission.NotFound',
    'RouteAlreadyExists',
    'InvalidRoute.NotFound',
    'InvalidAssociationID.NotFound',
    'Resource.AlreadyAssociated',
    'Gateway.NotAttached',
    'InvalidSecurityGroupRuleId.NotFound',
  ])('F4: %s means that our picture was old', (code) => {
    expect(of(awsError(code, 400)).disposition).toBe('stale');
  });

  it('no answer means that nobody knows whether it happened', () => {
    const reset = Object.assign(new Error('socket hang up'), { code: 'ECONNRESET', $metadata: {} });
    expect(of(reset)).toMatchObject({ code: 'NoAnswer', disposition: 'transient', outcomeUnknown: true });
  });

  it('a success whose body breaks off means that nobody knows what came of it', () => {
    const broken = Object.assign(
      new Error(
        '@aws-sdk XML parse error: expected ">" not found.\n  Deserialization error: to see the raw response, inspect the hidden field {error}.$response on this object.',
      ),
      { $metadata: { httpStatusCode: 200 } },
    );
    expect(of(broken)).toMatchObject({
      code: 'HTTP200',
      message: 'CreateVpc: HTTP200: @aws-sdk XML parse error: expected ">" not found.',
      outcomeUnknown: true,
    });
  });

  it('a connection that was never made means that nothing happened', () => {
    const refused = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:1'), {
      code: 'ECONNREFUSED',
      $metadata: {},
    });
    expect(of(refused)).toMatchObject({ code: 'NoAnswer', disposition: 'transient', outcomeUnknown: false });
  });

  it('missing credentials are denied, and nothing was sent', () => {
    const error = Object.assign(new Error('Could not load credentials from any providers'), {
      name: 'CredentialsProviderError',
    });
    expect(of(error)).toMatchObject({
      code: 'CredentialsProviderError',
      disposition: 'denied',
      reason: 'CredentialsUnavailable',
      outcomeUnknown: false,
    });
  });

  it('names the operation that was not allowed, without the encoded message', () => {
    const { message } = of(
      awsError(
        'UnauthorizedOperation',
        403,
        'You are not authorized to perform this operation. Encoded authorization failure message: AbC-123_xyz',
      ),
    );
    expect(message).toContain('CreateVpc');
    expect(message).not.toContain('AbC-123');
  });

  it('equal failures have equal messages: no request ids, no control characters', () => {
    const first = of(
      awsError(
        'InternalError',
        500,
        'An internal error\u0007 has occurred (Request ID: 11111111-aaaa-bbbb-cccc-222222222222)',
      ),
    );
    const second = of(
      awsError(
        'InternalError',
        500,
        'An internal error has occurred (Request ID: 99999999-aaaa-bbbb-cccc-222222222222)',
      ),
    );
    expect(first.message.replaceAll('  ', ' ')).toBe(second.message);
    expect(second.message).toBe('CreateVpc: InternalError: An internal error has occurred');
    expect(first.requestId).toBe('r-1');
  });

  it('a busy VPN is no quota', () => {
    expect(
      of(
        awsError(
          'VpnConnectionLimitExceeded',
          400,
          'The maximum number of mutating objects has been reached.',
        ),
      ).disposition,
    ).toBe('transient');
    expect(
      of(
        awsError(
          'VpnConnectionLimitExceeded',
          400,
          'The maximum number of VPN connections has been reached.',
        ),
      ).disposition,
    ).toBe('denied');
  });

  it('a kind may judge a code differently, with a fitting reason', () => {
    const { details } = toFault(awsError('InvalidVpcID.NotFound', 400), {
      operation: 'DeleteVpc',
      kindFaults: { 'InvalidVpcID.NotFound': 'gone' },
    });
    expect(details).toMatchObject({ disposition: 'gone', reason: 'Vanished' });
  });

  it('passes a fault on as it is', () => {
    const fault = toFault(awsError('X', 400), { operation: 'CreateVpc' });
    expect(toFault(new Error('wrapped', { cause: fault }), { operation: 'Other' })).toBe(fault);
    expect(fault).toBeInstanceOf(Fault);
  });
});

describe('the table of codes', () => {
  it('holds every code once, and a source for each group', () => {
    const codes = groups.flatMap((group) => group.codes);
    expect(new Set(codes).size).toBe(codes.length);
    for (const { source } of groups) expect(source).toMatch(/^https:\/\/docs\.aws\.amazon\.com\//);
  });
});
