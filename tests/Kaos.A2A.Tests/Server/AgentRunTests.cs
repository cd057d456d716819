using Kaos.A2A.Server;
using Kaos.Tests.Shared.Time;
using Microsoft.Extensions.Options;

namespace Kaos.A2A.Tests.Server;

public sealed class AgentRunTests
{
    private readonly FakeTime time = new();
    private readonly InMemoryTaskStore store;
    private readonly RequestContext request;

    public AgentRunTests()
    {
        store = new InMemoryTaskStore(time, Options.Create(new A2AServerOptions()));
        request = new RequestContext { Message = null, TaskId = "t", ContextId = "c", Call = new A2ACallContext(), Clock = time };
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>
    /// A caller that wants the task as soon as it exists reads it from the store when it hears of it.
    /// </summary>
    [Fact]
    public async Task FirstEvent_WhenTheCallerHearsOfTheTask_IsStored()
    {
        var heard = new Hearing(store);
        var run = Run(heard);

        await new TaskUpdater(run.Queue, request).StartWorkAsync(Token);

        heard.WasStored.ShouldBe(true);
    }

    [Fact]
    public async Task Event_AfterTheAgentHasReturned_IsRefused()
    {
        var run = Run(new SettleObserver(existenceIsEnough: false));
        run.Leave(failure: null);

        await Should.ThrowAsync<InvalidOperationException>(
            async () => await new TaskUpdater(run.Queue, request).StartWorkAsync(Token));
    }

    private AgentRun Run(TaskObserver observer) =>
        new(request, new LiveTask("t"), new TaskScope("", ""), observer, store, static (_, _) => { });

    private sealed class Hearing(InMemoryTaskStore store) : TaskObserver
    {
        public bool? WasStored { get; private set; }

        public override void OnSnapshot(AgentTask task) =>
            WasStored ??= store.GetAsync(task.Id, CancellationToken.None).Result is not null;

        public override void OnEvent(SharedEvent told, TaskState? reached)
        {
        }

        public override void OnMessage(Message message)
        {
        }

        public override void OnClosed(Exception? failure)
        {
        }
    }
}
