import common from './zh-Hant/common.json';

export default { common };
