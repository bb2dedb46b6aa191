import account from './en/account.json';
import calendar from './en/calendar.json';
import common from './en/common.json';
import desk from './en/desk.json';
import file from './en/file.json';
import jdesk from './en/jdesk.json';
import judge from './en/judge.json';
import my from './en/my.json';
import pages from './en/pages.json';
import people from './en/people.json';
import queues from './en/queues.json';
import rdesk from './en/rdesk.json';
import readable from './en/readable.json';
import rulebook from './en/rulebook.json';
import rules from './en/rules.json';
import table from './en/table.json';
import why from './en/why.json';

export default {
	account,
	calendar,
	common,
	desk,
	file,
	jdesk,
	judge,
	my,
	pages,
	people,
	queues,
	rdesk,
	readable,
	rulebook,
	rules,
	table,
	why,
};
