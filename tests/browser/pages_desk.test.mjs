// Pages of the desk (see pages.test.mjs): an edition, its rulebook, entries and people; of auditors and administrators.
import { lookAs } from './looking.mjs';
import { ofRounds } from './places.mjs';

lookAs(['organizer'], (place) => !ofRounds(place));
lookAs(['auditor', 'admin']);
