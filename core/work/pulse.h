/* One thread that feels, about each second, whether the database answers, whether the clock goes as time does, and how much memory is free, which it then
 * gives back.
 *
 * A database that accepts connections and says nothing looks like one that works on something long. So it is asked for a sign of life, on a connection of
 * its own and then on a new one; if neither comes, db_silence() ends what waits for it, and requests are answered 503 within seconds. A jump of the
 * system's clock (core/base/clock.h) is logged, and so are settings of the database that would lose what it acknowledges. */
#ifndef CORE_WORK_PULSE_H
#define CORE_WORK_PULSE_H

#include "core/base/app.h"

struct pulse;

struct pulse *pulse_start(const struct app *);
/* Ends and joins the thread. NULL is allowed. */
void pulse_stop(struct pulse *);

#endif
