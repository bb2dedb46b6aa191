// Pages of the desk (see pages.test.mjs): rounds, results, and what follows from them.
import { lookAs } from './looking.mjs';
import { ofRounds } from './places.mjs';

lookAs(['organizer'], ofRounds);
