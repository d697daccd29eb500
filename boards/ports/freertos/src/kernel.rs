//! The kernel's functions, as its headers declare them, and the hooks it calls. Nothing else here speaks C.

use core::ffi::c_void;

/// A task control block.
pub(crate) type Task = *mut c_void;
/// Waits for ever.
pub(crate) const NO_TIMEOUT: u32 = u32::MAX;
/// The state of a task that is suspended.
pub(crate) const SUSPENDED: u32 = 3;
/// The priority that masks every interrupt which may call the kernel.
pub(crate) const MASK: u32 = 0x40;

unsafe extern "C" {
    pub(crate) static zs_task_bytes: u32;
    #[link_name = "xTaskCreateStatic"]
    pub(crate) fn task_create(
        body: extern "C" fn(*mut c_void),
        name: *const u8,
        stack_words: u32,
        parameter: *mut c_void,
        priority: u32,
        stack: *mut u32,
        control: *mut c_void,
    ) -> Task;
    #[link_name = "vTaskDelete"]
    pub(crate) fn task_delete(task: Task);
    #[link_name = "vTaskSuspend"]
    pub(crate) fn task_suspend(task: Task);
    #[link_name = "vTaskPrioritySet"]
    pub(crate) fn task_set_priority(task: Task, priority: u32);
    #[link_name = "eTaskGetState"]
    pub(crate) fn task_state(task: Task) -> u32;
    #[link_name = "uxTaskGetStackHighWaterMark"]
    pub(crate) fn stack_unused_words(task: Task) -> u32;
    #[link_name = "vTaskSetThreadLocalStoragePointer"]
    pub(crate) fn set_local(task: Task, index: i32, value: *mut c_void);
    #[link_name = "pvTaskGetThreadLocalStoragePointer"]
    pub(crate) fn local(task: Task, index: i32) -> *mut c_void;
    #[link_name = "ulTaskGenericNotifyTake"]
    pub(crate) fn notify_take(index: u32, clear: i32, ticks: u32) -> u32;
    #[link_name = "xTaskGenericNotify"]
    pub(crate) fn notify(
        task: Task,
        index: u32,
        value: u32,
        action: u32,
        previous: *mut u32,
    ) -> i32;
    #[link_name = "vTaskGenericNotifyGiveFromISR"]
    pub(crate) fn notify_from_interrupt(task: Task, index: u32, woken: *mut i32);
    #[link_name = "xTaskGetSchedulerState"]
    pub(crate) fn scheduler_state() -> i32;
    #[link_name = "vTaskStartScheduler"]
    pub(crate) fn start_scheduler();
}
