#include "tools/demo_people.h"

#include <stdio.h>
#include <string.h>

#include "api/entry/uscc.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static const char *const surnames[] = {"陈", "李", "黄", "张", "梁", "林", "王", "吴", "刘", "罗", "何", "杨", "周", "郑", "冯", "谢", "曾",
    "邓", "叶", "朱", "郭", "钟", "蔡", "潘", "卢", "麦", "欧", "徐", "许", "苏", "彭", "江", "胡", "余", "谭", "赵", "孔", "简", "区",
    "邝"};
static const char *const given_first[] = {
    "志", "嘉", "文", "俊", "慧", "晓", "国", "建", "思", "子", "永", "明", "家", "海", "丽", "雅", "振", "泽", "雨", "浩"};
static const char *const given_second[] = {
    "", "强", "敏", "华", "杰", "玲", "婷", "辉", "颖", "锋", "怡", "涛", "琳", "斌", "欣", "宇", "健", "莹", "伟", "轩"};
/* 95 × 95 brands, so that no two firms share one */
static const char *const brand_first[] = {"云", "智", "华", "创", "恒", "瑞", "启", "明", "博", "科", "天", "海", "鼎", "宏", "立", "元",
    "新", "光", "星", "联", "中", "微", "芯", "量", "数", "维", "景", "晟", "皓", "卓", "凌", "峰", "睿", "思", "泰", "康", "安", "健",
    "森", "绿", "蓝", "清", "源", "能", "驰", "骏", "腾", "飞", "羽", "鸿", "翔", "翼", "极", "致", "精", "诚", "信", "德", "仁", "济",
    "和", "合", "众", "盈", "丰", "茂", "盛", "兴", "昌", "隆", "永", "长", "久", "远", "辰", "曦", "晨", "旭", "阳", "煜", "炬", "烁",
    "灵", "巧", "匠", "拓", "展", "跃", "越", "超", "卫", "穗", "宝", "珠", "岭"};
static const char *const brand_second[] = {"拓", "达", "图", "原", "谱", "动", "域", "界", "联", "通", "讯", "析", "测", "控", "导", "擎",
    "脉", "芯", "算", "语", "视", "听", "觉", "知", "行", "远", "见", "识", "研", "造", "工", "匠", "器", "机", "械", "航", "舟", "帆",
    "桥", "路", "途", "程", "泽", "润", "沃", "禾", "谷", "木", "林", "果", "生", "命", "因", "胞", "医", "药", "疗", "护", "养", "膜",
    "晶", "瓷", "钢", "铝", "碳", "氢", "锂", "电", "光", "热", "风", "储", "驱", "驾", "骑", "驿", "净", "澈", "洁", "源", "元", "方",
    "圆", "正", "衡", "信", "优", "佳", "尚", "品", "格", "朗", "晖", "岳", "川"};

static const char *const districts[] = {
    "黄埔区", "天河区", "南沙区", "番禺区", "海珠区", "白云区", "越秀区", "花都区", "增城区", "荔湾区", "从化区"};
static const char *const district_codes[] = {
    "440112", "440106", "440115", "440113", "440105", "440111", "440104", "440114", "440118", "440103", "440117"};
static const int district_weights[] = {30, 22, 10, 10, 8, 8, 4, 3, 2, 2, 1};

struct field {
	const char *word;      /* in the firm's name */
	const char *things[6]; /* what projects are about */
	const char *keywords[5];
};

static const struct field fields[] = {
    {"信息",
	{"工业视觉缺陷检测系统", "多模态大模型推理一体机", "城市内涝数字孪生平台", "低轨卫星物联网终端", "隐私计算数据流通平台",
	    "车规级毫米波雷达芯片"},
	{"人工智能", "数字孪生", "芯片设计", "物联网", "隐私计算"}},
    {"生物", {"肿瘤早筛液体活检试剂", "可降解心血管支架", "干细胞制备自动化装备", "重组蛋白疫苗佐剂", "手术导航机器人", "连续血糖监测贴片"},
	{"体外诊断", "细胞治疗", "医疗器械", "基因检测", "手术机器人"}},
    {"装备", {"五轴联动数控系统", "协作机器人关节模组", "半导体晶圆搬运机器人", "高速永磁电主轴", "船舶智能焊接产线", "精密行星减速器"},
	{"数控系统", "机器人", "减速器", "精密制造", "智能产线"}},
    {"材料", {"高导热氮化铝陶瓷基板", "生物基可降解薄膜", "柔性显示用聚酰亚胺", "高强耐腐蚀钛合金粉末", "气凝胶隔热毡", "电子级光刻胶单体"},
	{"先进陶瓷", "生物基材料", "气凝胶", "钛合金", "光刻胶"}},
    {"能源", {"钠离子电池储能系统", "质子交换膜电解水制氢装置", "钙钛矿光伏组件", "虚拟电厂聚合平台", "液流电池电堆", "光储充一体化电站"},
	{"储能", "制氢", "钙钛矿", "虚拟电厂", "液流电池"}},
    {"环保",
	{"工业废水零排放膜系统", "垃圾焚烧飞灰资源化", "挥发性有机物在线监测仪", "退役动力电池回收产线", "污泥低温干化装备",
	    "电驱动桥热管理系统"},
	{"膜分离", "固废资源化", "在线监测", "电池回收", "节能"}},
};

static const char *const investors[] = {"粤科华创创业投资合伙企业(有限合伙)", "珠江启明股权投资基金(有限合伙)",
    "羊城科创一号创业投资中心(有限合伙)", "岭南成长股权投资合伙企业(有限合伙)", "南沙湾区创新基金(有限合伙)", "海珠光年创业投资有限公司",
    "越秀新动能产业基金(有限合伙)"};
static const char *const institutions[] = {"华南工业大学", "岭南医科大学", "珠江创业投资有限公司", "粤港澳新材料研究院", "广州智能装备协会",
    "南方会计师事务所", "羊城知识产权研究中心", "湾区成果转化基金", "黄埔科技服务中心", "岭南能源研究院"};

struct demo_random demo_random(uint64_t seed, uint64_t index)
{
	return (struct demo_random){seed * UINT64_C(0x9E3779B97F4A7C15) + index * UINT64_C(0xD1B54A32D192ED03) + 1};
}

static uint64_t next(struct demo_random *random)
{
	uint64_t z = random->state += UINT64_C(0x9E3779B97F4A7C15);

	z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
	z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
	return z ^ z >> 31;
}

uint64_t demo_below(struct demo_random *random, uint64_t bound)
{
	return next(random) % bound;
}

int64_t demo_between(struct demo_random *random, int64_t low, int64_t high)
{
	return low + (int64_t)demo_below(random, (uint64_t)(high - low + 1));
}

static double unit(struct demo_random *random)
{
	return (double)(next(random) >> 11) / 9007199254740992.0;
}

bool demo_chance(struct demo_random *random, double probability)
{
	return unit(random) < probability;
}

static const char *pick(struct demo_random *random, const char *const *list, size_t count)
{
	return list[demo_below(random, count)];
}

static void person(struct demo_random *random, char name[32])
{
	const char *family = pick(random, surnames, COUNT(surnames));
	const char *first = pick(random, given_first, COUNT(given_first));

	snprintf(name, 32, "%s%s%s", family, first, pick(random, given_second, COUNT(given_second)));
}

static size_t weighted(struct demo_random *random, const int *weights, size_t count)
{
	int total = 0;

	for (size_t i = 0; i < count; i++)
		total += weights[i];
	int at = (int)demo_below(random, (uint64_t)total);
	for (size_t i = 0; i < count; i++)
		if ((at -= weights[i]) < 0)
			return i;
	return count - 1;
}

/* Registration department and kind of a firm (91), the district, eight characters made of the index, and both check characters. */
static void credit_code(char code[19], const char *district_code, uint64_t seed, int index)
{
	static const char letters[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
	uint64_t number = 200000 + (uint64_t)index + seed % 1000 * DEMO_MOST_FIRMS;

	snprintf(code, 19, "91%s00000000%s", district_code, "00");
	code[8] = 'M';
	code[9] = 'A';
	for (int i = 15; i > 9; i--, number /= 31)
		code[i] = letters[number % 31];
	code[16] = uscc_check(code).organisation_expected;
	code[17] = uscc_check(code).check_expected;
}

static void figures(struct demo_firm *firm, struct demo_random *random)
{
	double quality = firm->merit;

	firm->staff = firm->startup ? demo_between(random, 6, 60) : demo_between(random, 20, 420);
	if (demo_chance(random, 0.01))
		firm->staff = demo_between(random, 501, 900); /* too large for the computed round */
	firm->technical_staff = firm->staff * demo_between(random, (int64_t)(3 + 20 * quality), (int64_t)(25 + 45 * quality)) / 100;
	firm->revenue_fen = 1000000 * (firm->startup ? demo_between(random, 20, 1800) : demo_between(random, 400, 16000));
	if (demo_chance(random, 0.012))
		firm->revenue_fen = 1000000 * demo_between(random, 20100, 40000); /* above 2亿 */
	firm->costs_fen = firm->revenue_fen / 100 * demo_between(random, 70, 130);
	firm->assets_fen = firm->revenue_fen / 100 * demo_between(random, 60, 110);
	firm->rd_fen = firm->costs_fen / 1000 * demo_between(random, (int64_t)(5 + 45 * quality), (int64_t)(60 + 180 * quality));
	firm->ip_class_1 = demo_chance(random, 0.15 + 0.5 * quality) ? demo_between(random, 1, 9) : 0;
	firm->ip_class_2 = demo_between(random, 0, (int64_t)(2 + 10 * quality));
}

static void investment(struct demo_firm *firm, struct demo_random *random)
{
	int64_t wan = firm->startup ? demo_between(random, 60, 1500) : demo_between(random, 300, 6000);

	firm->received_fen = wan * 1000000;
	snprintf(firm->investor, sizeof firm->investor, "%s", pick(random, investors, COUNT(investors)));
}

static void texts(struct demo_firm *firm, struct demo_random *random, const struct field *field, const char *thing)
{
	snprintf(firm->project, sizeof firm->project, "%s", thing);
	snprintf(firm->product, sizeof firm->product,
	    "本项目研发%s。核心团队来自高校与行业龙头企业，已完成第%d代样机并在%d家客户现场验证。关键指标较进口同类产品提升%d%%，成本降低%d%%。"
	    "项目已申请发明专利%d件、实用新型%d件，建立了从材料、器件到整机的完整工艺，计划在一年内完成量产线建设。",
	    thing, (int)demo_between(random, 1, 4), (int)demo_between(random, 2, 40), (int)demo_between(random, 8, 60),
	    (int)demo_between(random, 10, 45), (int)demo_between(random, 1, 18), (int)demo_between(random, 2, 30));
	snprintf(firm->market, sizeof firm->market,
	    "国内市场规模约%d亿元，年复合增长率%d%%。主要竞争者为境外厂商与%d家国内企业；本公司以性能与本地化服务取胜，首批客户集中在粤港澳大湾区，已签订意向订单%d万元。",
	    (int)demo_between(random, 8, 600), (int)demo_between(random, 8, 38), (int)demo_between(random, 2, 12),
	    (int)demo_between(random, 50, 4000));
	snprintf(firm->model, sizeof firm->model, "以%s销售为主，并按年收取运维服务费；三年内服务收入占比提高到%d%%。", thing,
	    (int)demo_between(random, 15, 45));
	size_t from = demo_below(random, COUNT(field->keywords));
	for (size_t i = 0; i < 3; i++)
		snprintf(firm->keywords[i], sizeof firm->keywords[i], "%s", field->keywords[(from + i) % COUNT(field->keywords)]);
}

void demo_firm(struct demo_firm *firm, uint64_t seed, int index, int industries, int year)
{
	struct demo_random random = demo_random(seed, (uint64_t)index);
	size_t brand = ((size_t)index * 7919 + seed % 9025) % (COUNT(brand_first) * COUNT(brand_second));

	memset(firm, 0, sizeof *firm);
	firm->industry = (int)demo_below(&random, (uint64_t)industries);
	const struct field *field = &fields[(size_t)firm->industry % COUNT(fields)];
	size_t district = weighted(&random, district_weights, COUNT(district_weights));
	snprintf(firm->district, sizeof firm->district, "%s", districts[district]);
	snprintf(firm->name, sizeof firm->name, "广州%s%s%s科技有限公司", brand_first[brand / COUNT(brand_second)],
	    brand_second[brand % COUNT(brand_second)], field->word);
	credit_code(firm->code, district_codes[district], seed, index);
	firm->startup = demo_chance(&random, 0.38);
	firm->merit = (unit(&random) + unit(&random) + unit(&random)) / 3;
	int age = firm->startup ? (int)demo_between(&random, 0, 1) : (int)demo_between(&random, 2, 14);
	snprintf(firm->registered_on, sizeof firm->registered_on, "%04d-%02d-%02d", year - age,
	    (int)demo_between(&random, 1, age == 0 ? 5 : 12), (int)demo_between(&random, 1, 28));
	figures(firm, &random);
	texts(firm, &random, field, pick(&random, field->things, COUNT(field->things)));
	person(&random, firm->contact);
	snprintf(firm->phone, sizeof firm->phone, "1%d%08d", (int)demo_between(&random, 30, 99), (int)demo_between(&random, 0, 99999999));
	snprintf(firm->email, sizeof firm->email, "firm%04d@contestant.example", index + 1);
	if (demo_chance(&random, 0.012))
		investment(firm, &random);
}

void demo_judge(struct demo_judge *judge, uint64_t seed, int index)
{
	struct demo_random random = demo_random(seed ^ UINT64_C(0x6a75646765), (uint64_t)index);

	memset(judge, 0, sizeof *judge);
	person(&random, judge->name);
	snprintf(judge->organisation, sizeof judge->organisation, "%s", pick(&random, institutions, COUNT(institutions)));
	snprintf(judge->email, sizeof judge->email, "judge%03d@jury.example", index + 1);
	judge->severity = (unit(&random) + unit(&random) - 1) * 6;
}
