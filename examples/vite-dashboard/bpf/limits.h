#ifndef LIMITS_H
#define LIMITS_H

#define MAX_PORTS 1024

#endif
