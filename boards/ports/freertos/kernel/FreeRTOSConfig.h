/* The kernel's configuration: static creation, notifications, no queues, no software timers, no heap. */
#pragma once
#include <stddef.h>
#include <stdint.h>

/* The vector names of cortex-m-rt. */
#define vPortSVCHandler SVCall
#define xPortPendSVHandler PendSV
#define xPortSysTickHandler SysTick

extern uint32_t zs_clock_hz;
extern void zs_assert_failed(uint32_t line);

#define configCPU_CLOCK_HZ (zs_clock_hz)
#define configTICK_RATE_HZ ((TickType_t)1000)
#define configTICK_TYPE_WIDTH_IN_BITS TICK_TYPE_WIDTH_32_BITS
#define configUSE_PREEMPTION 1
#define configUSE_TIME_SLICING 1
#define configIDLE_SHOULD_YIELD 1
#define configMAX_PRIORITIES 11
#define configMINIMAL_STACK_SIZE 96
#define configMAX_TASK_NAME_LEN 8
#define configSUPPORT_STATIC_ALLOCATION 1
#define configSUPPORT_DYNAMIC_ALLOCATION 0
#define configKERNEL_PROVIDED_STATIC_MEMORY 0
#define configUSE_TASK_NOTIFICATIONS 1
#define configNUM_THREAD_LOCAL_STORAGE_POINTERS 1
#define configUSE_TIMERS 0
#define configUSE_MUTEXES 0
#define configUSE_IDLE_HOOK 1
#define configUSE_TICK_HOOK 1
#define configUSE_MALLOC_FAILED_HOOK 0
#define configCHECK_FOR_STACK_OVERFLOW 2
#define configUSE_TRACE_FACILITY 0
#define configUSE_CO_ROUTINES 0
#define configMAX_CO_ROUTINE_PRIORITIES 1

#define INCLUDE_vTaskDelay 1
#define INCLUDE_vTaskDelete 1
#define INCLUDE_vTaskSuspend 1
#define INCLUDE_vTaskPrioritySet 1
#define INCLUDE_eTaskGetState 1
#define INCLUDE_uxTaskGetStackHighWaterMark 1
#define INCLUDE_xTaskGetCurrentTaskHandle 1
#define INCLUDE_xTaskGetSchedulerState 1

/* Priorities as the processor's register holds them, good for two or more implemented bits: the kernel is lowest, and
   interrupts at 0x40 and below in urgency may call it. */
#define configKERNEL_INTERRUPT_PRIORITY 0xff
#define configMAX_SYSCALL_INTERRUPT_PRIORITY 0x40

#define configASSERT(x) do { if ((x) == 0) zs_assert_failed(__LINE__); } while (0)
