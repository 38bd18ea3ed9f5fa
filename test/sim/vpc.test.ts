import { crashSuite } from './crash-suite.ts';

crashSuite('VPC');
