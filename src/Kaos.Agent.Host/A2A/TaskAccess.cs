using Kaos.A2A;
using Kaos.A2A.Server;
using Kaos.Agent.Grains.Desk;
using Kaos.Agent.Host.Problems;
using Kaos.Contracts;
using Kaos.Contracts.Views;

namespace Kaos.Agent.Host.A2A;

/// <summary>Which tasks a call may touch. What it may not see is not there.</summary>
internal sealed class TaskAccess(IDesk desk)
{
    /// <summary>The caller; a call that names a tenant sees no other one.</summary>
    public static Principal CallerOf(A2ACallContext context)
    {
        var caller = context.Caller as Principal
            ?? throw new InvalidOperationException("The A2A edge is mapped without callers.");
        return context.Tenant is not { Length: > 0 } tenant ? caller
            : caller with { Tenants = caller.MaySee(tenant) ? [tenant] : [] };
    }

    public static TaskFold Begun(TaskView view) => new(view.TaskId, view.ContextId, view.SessionId);

    /// <exception cref="A2AException">The task is not the caller's, is about another tenant, or is not
    /// there.</exception>
    public async Task<TaskView> FindAsync(string taskId, A2ACallContext context, CancellationToken cancellationToken)
    {
        var caller = CallerOf(context);
        var task = (await desk.TaskAsync(taskId, caller, cancellationToken)).OrThrow();
        return string.IsNullOrEmpty(context.Tenant)
            || (task.Tenant is { } tenant ? caller.MaySee(tenant) : (await desk.SessionAsync(task.SessionId, caller, cancellationToken)).Problem is null)
                ? task
                : throw new Problem(ProblemCode.NotFound, $"There is no task '{taskId}'.").ToA2A();
    }
}
