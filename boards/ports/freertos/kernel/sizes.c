/* What only the C headers know. */
#include "FreeRTOS.h"
#include "task.h"

const uint32_t zs_task_bytes = sizeof(StaticTask_t);
