import account from './zh-CN/account.json';
import calendar from './zh-CN/calendar.json';
import common from './zh-CN/common.json';
import desk from './zh-CN/desk.json';
import file from './zh-CN/file.json';
import jdesk from './zh-CN/jdesk.json';
import judge from './zh-CN/judge.json';
import my from './zh-CN/my.json';
import pages from './zh-CN/pages.json';
import people from './zh-CN/people.json';
import queues from './zh-CN/queues.json';
import rdesk from './zh-CN/rdesk.json';
import readable from './zh-CN/readable.json';
import rulebook from './zh-CN/rulebook.json';
import rules from './zh-CN/rules.json';
import table from './zh-CN/table.json';
import why from './zh-CN/why.json';

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
