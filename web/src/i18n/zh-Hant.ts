import account from './zh-Hant/account.json';
import common from './zh-Hant/common.json';
import my from './zh-Hant/my.json';
import rules from './zh-Hant/rules.json';

export default { account, common, my, rules };
