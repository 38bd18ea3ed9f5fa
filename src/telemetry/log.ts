// The implementations of the `Log` port: JSON lines on stdout by pino, and one that remembers for tests. Always holds:
// messages are constant, everything that varies stands in a declared field, and no secret is printed (log-fields.ts).
import { type DestinationStream, type Logger, pino, stdTimeFunctions } from 'pino';
import type { Log, LogFields } from '../model/ports.ts';
import { fitFields } from './log-fields.ts';

export const logLevels = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

function over(logger: Logger): Log {
  return {
    debug: (fields, message) => logger.isLevelEnabled('debug') && logger.debug(fitFields(fields), message),
    info: (fields, message) => logger.isLevelEnabled('info') && logger.info(fitFields(fields), message),
    warn: (fields, message) => logger.isLevelEnabled('warn') && logger.warn(fitFields(fields), message),
    error: (fields, message) => logger.isLevelEnabled('error') && logger.error(fitFields(fields), message),
    child: (fields) => over(logger.child(fitFields(fields))),
  };
}

/** One JSON object per line on stdout, or on `to`: `time` in ISO 8601, `level` as a word. */
export function jsonLog(level: LogLevel, to?: DestinationStream): Log {
  const options = {
    level,
    base: {},
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    messageKey: 'message',
  };
  return over(to === undefined ? pino(options) : pino(options, to));
}

export type LogLine = { level: 'debug' | 'info' | 'warn' | 'error'; message: string; fields: LogFields };
export type MemoryLog = Log & { lines: readonly LogLine[] };

/** Remembers every line, as it would be printed; an undeclared field throws. */
export function memoryLog(): MemoryLog {
  const lines: LogLine[] = [];
  const under = (outer: LogFields): Log => {
    const at = (level: LogLine['level']) => (fields: LogFields, message: string) => {
      const fitting = fitFields({ ...outer, ...fields });
      if ('undeclared' in fitting)
        throw new Error(`log fields ${fitting['undeclared']} are not declared: add them to logFields`);
      lines.push({ level, message, fields: fitting });
    };
    return {
      debug: at('debug'),
      info: at('info'),
      warn: at('warn'),
      error: at('error'),
      child: (fields) => under({ ...outer, ...fields }),
    };
  };
  return { ...under({}), lines };
}

/** Prints nothing. */
export function silentLog(): Log {
  const nothing = () => undefined;
  const log: Log = { debug: nothing, info: nothing, warn: nothing, error: nothing, child: () => log };
  return log;
}
