#include "job/native_api.h"
