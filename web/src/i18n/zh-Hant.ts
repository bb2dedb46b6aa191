import account from './zh-Hant/account.json';
import calendar from './zh-Hant/calendar.json';
import common from './zh-Hant/common.json';
import desk from './zh-Hant/desk.json';
import file from './zh-Hant/file.json';
import jdesk from './zh-Hant/jdesk.json';
import judge from './zh-Hant/judge.json';
import my from './zh-Hant/my.json';
import pages from './zh-Hant/pages.json';
import people from './zh-Hant/people.json';
import queues from './zh-Hant/queues.json';
import rdesk from './zh-Hant/rdesk.json';
import readable from './zh-Hant/readable.json';
import rulebook from './zh-Hant/rulebook.json';
import rules from './zh-Hant/rules.json';
import table from './zh-Hant/table.json';
import why from './zh-Hant/why.json';

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
