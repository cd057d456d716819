using Kaos.A2A.Server;

namespace Kaos.A2A.Hosting;

/// <summary>One operation of the protocol, the same for every binding: checks, call, reply.</summary>
internal abstract class Operation(string name, CardRequirement requirement)
{
    /// <summary>Name of the JSON-RPC method.</summary>
    public string Name => name;

    /// <summary>Reads the request from JSON, then runs it.</summary>
    public abstract Task RunJsonAsync(A2ACall call, ReadOnlyMemory<byte> json);

    /// <summary>
    /// Capabilities come first: whether the parameters are right is no matter when nothing is offered.
    /// </summary>
    protected void CheckOffered(A2ACall call)
    {
        RequestGate.CheckExtensions(call.Card, call.Context);
        RequestGate.CheckCapability(call.Card, requirement);
    }
}

/// <summary>Checking and context of an operation with a given request type.</summary>
internal abstract class Operation<TRequest>(
    string name, CardRequirement requirement, Action<TRequest, List<FieldViolation>> validate)
    : Operation(name, requirement)
    where TRequest : class, ITenantRequest
{
    public sealed override Task RunJsonAsync(A2ACall call, ReadOnlyMemory<byte> json)
    {
        CheckOffered(call);
        return CheckAndRunAsync(call, RequestJson.Read<TRequest>(json.Span));
    }

    /// <summary>Runs a request that was made from a path and a query, or translated.</summary>
    public Task RunAsync(A2ACall call, Func<TRequest> read)
    {
        CheckOffered(call);
        return CheckAndRunAsync(call, read());
    }

    private Task CheckAndRunAsync(A2ACall call, TRequest request)
    {
        var violations = new List<FieldViolation>();
        validate(request, violations);
        if (violations.Count > 0)
        {
            throw RequestGate.InvalidParams(violations);
        }

        if (request is SendMessageRequest send)
        {
            RequestGate.CheckMessage(call.Card, send);
        }

        // A tenant in the path is what the caller was let in for: the body does not lead to another one.
        var context = string.IsNullOrEmpty(call.Context.Tenant) && !string.IsNullOrEmpty(request.Tenant)
            ? call.Context with { Tenant = request.Tenant }
            : call.Context;
        return InvokeAsync(call, request, context);
    }

    protected abstract Task InvokeAsync(A2ACall call, TRequest request, A2ACallContext context);
}

internal sealed class UnaryOperation<TRequest, TResult>(
    string name,
    CardRequirement requirement,
    Action<TRequest, List<FieldViolation>> validate,
    Func<IA2ARequestHandler, TRequest, A2ACallContext, CancellationToken, Task<TResult>> invoke)
    : Operation<TRequest>(name, requirement, validate)
    where TRequest : class, ITenantRequest
    where TResult : class
{
    protected override async Task InvokeAsync(A2ACall call, TRequest request, A2ACallContext context)
    {
        var result = await invoke(call.Handler, request, context, call.Aborted);
        await call.ReplyAsync(result);
    }
}

internal sealed class EmptyOperation<TRequest>(
    string name,
    CardRequirement requirement,
    Action<TRequest, List<FieldViolation>> validate,
    Func<IA2ARequestHandler, TRequest, A2ACallContext, CancellationToken, Task> invoke)
    : Operation<TRequest>(name, requirement, validate)
    where TRequest : class, ITenantRequest
{
    protected override async Task InvokeAsync(A2ACall call, TRequest request, A2ACallContext context)
    {
        await invoke(call.Handler, request, context, call.Aborted);
        await call.ReplyAsync();
    }
}

internal sealed class StreamOperation<TRequest>(
    string name,
    CardRequirement requirement,
    Action<TRequest, List<FieldViolation>> validate,
    Func<IA2ARequestHandler, TRequest, A2ACallContext, CancellationToken, IAsyncEnumerable<StreamItem>> invoke)
    : Operation<TRequest>(name, requirement, validate)
    where TRequest : class, ITenantRequest
{
    protected override Task InvokeAsync(A2ACall call, TRequest request, A2ACallContext context) =>
        EventStream.SendAsync(call, token => invoke(call.Handler, request, context, token));
}
