using System.Globalization;
using Kaos.A2A.Server;
using Kaos.Tests.Shared.Time;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Kaos.A2A.Tests.Server;

public sealed class ListTasksTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task List_InPages_GivesEveryTaskOnceNewestFirst()
    {
        await using var host = await HostWithTasksAsync(7);

        var seen = new List<string>();
        var token = "";
        do
        {
            var page = await host.GetAsync($"/tasks?pageSize=3&pageToken={token}");
            page.GetProperty("totalSize").GetInt32().ShouldBe(7);
            page.GetProperty("pageSize").GetInt32().ShouldBe(3);
            seen.AddRange(
                page.GetProperty("tasks").EnumerateArray().Select(task => task.GetProperty("id").GetString()!));
            token = page.GetProperty("nextPageToken").GetString();
        }
        while (token is { Length: > 0 });

        seen.ShouldBe(["task-6", "task-5", "task-4", "task-3", "task-2", "task-1", "task-0"]);
    }

    [Theory]
    [InlineData("status=TASK_STATE_WORKING", 4)]
    [InlineData("status=TASK_STATE_UNSPECIFIED", 7)]
    [InlineData("contextId=even", 4)]
    [InlineData("contextId=odd&status=TASK_STATE_WORKING", 0)]
    [InlineData("statusTimestampAfter=2026-01-01T00:05:00Z", 2)]
    [InlineData("statusTimestampAfter=2026-01-01T01:05:00.000%2B01:00", 2)]
    [InlineData("contextId=nobody", 0)]
    public async Task List_WithFilters_GivesWhatFitsAll(string query, int expected)
    {
        await using var host = await HostWithTasksAsync(7);

        var page = await host.GetAsync("/tasks?" + query);

        page.GetProperty("totalSize").GetInt32().ShouldBe(expected);
        page.GetProperty("tasks").GetArrayLength().ShouldBe(expected);
        page.GetProperty("nextPageToken").GetString().ShouldBe("");
    }

    [Fact]
    public async Task List_ArtifactsAndHistory_AreShownOnRequestOnly()
    {
        await using var host = await HostWithTasksAsync(1);

        var plain = (await host.RpcAsync("ListTasks", """{"historyLength":0}""")).GetProperty("result")
            .GetProperty("tasks")[0];
        var full = (await host.RpcAsync("ListTasks", """{"includeArtifacts":true}""")).GetProperty("result")
            .GetProperty("tasks")[0];

        plain.TryGetProperty("artifacts", out _).ShouldBeFalse();
        plain.TryGetProperty("history", out _).ShouldBeFalse();
        full.GetProperty("artifacts").GetArrayLength().ShouldBe(1);
        full.GetProperty("history").GetArrayLength().ShouldBe(1);
    }

    [Theory]
    [InlineData("""{"pageSize":0}""")]
    [InlineData("""{"pageSize":101}""")]
    [InlineData("""{"pageToken":"bogus!"}""")]
    [InlineData("""{"pageToken":"Ym9ndXM"}""")]
    [InlineData("""{"status":"WORKING"}""")]
    [InlineData("""{"historyLength":-1}""")]
    [InlineData("""{"statusTimestampAfter":"2026-01-01"}""")]
    public async Task List_WithABadParameter_IsInvalidParams(string parameters)
    {
        await using var host = await A2ATestHost.StartAsync();

        var reply = await host.RpcAsync("ListTasks", parameters);

        reply.GetProperty("error").GetProperty("code").GetInt32().ShouldBe(-32602);
    }

    [Fact]
    public async Task List_OfAStranger_IsEmpty()
    {
        await using var host = await HostWithTasksAsync(3);

        using var response = await host.SendAsync(HttpMethod.Get, "/tasks", caller: "mallory");
        using var otherTenant = await host.SendAsync(HttpMethod.Get, "/acme/tasks");

        (await A2ATestHost.JsonAsync(response)).GetProperty("tasks").GetArrayLength().ShouldBe(0);
        (await A2ATestHost.JsonAsync(otherTenant)).GetProperty("tasks").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task Store_WithMoreFinishedTasksThanItKeeps_ForgetsTheOldestAndNoOpenOne()
    {
        var store = new InMemoryTaskStore(
            new FakeTime(Start), Options.Create(new A2AServerOptions { FinishedTasks = 2 }));

        foreach (var (id, state) in ((string, TaskState)[])[
            ("open", TaskState.Working), ("a", TaskState.Completed), ("b", TaskState.Failed),
            ("c", TaskState.Canceled)])
        {
            await SaveAsync(store, id, state, Start);
        }

        (await IdsAsync(store)).ShouldBe(["b", "c", "open"]);
        (await store.GetAsync("a", TestContext.Current.CancellationToken)).ShouldBeNull();
    }

    [Fact]
    public async Task Store_AfterTheAgeOfFinishedTasks_ForgetsThemAndNoOpenOne()
    {
        var time = new FakeTime(Start);
        var store = new InMemoryTaskStore(
            time, Options.Create(new A2AServerOptions { FinishedTaskAge = TimeSpan.FromHours(1) }));
        await SaveAsync(store, "open", TaskState.InputRequired, Start);
        await SaveAsync(store, "done", TaskState.Completed, Start);

        time.Advance(TimeSpan.FromHours(1));
        var still = await IdsAsync(store);
        time.Advance(TimeSpan.FromSeconds(1));

        still.ShouldBe(["done", "open"]);
        (await IdsAsync(store)).ShouldBe(["open"]);
    }

    [Fact]
    public async Task Store_TaskWithANewStatus_MovesToTheFrontOfTheList()
    {
        var store = new InMemoryTaskStore(new FakeTime(Start), Options.Create(new A2AServerOptions()));
        await SaveAsync(store, "a", TaskState.Working, Start);
        await SaveAsync(store, "b", TaskState.Working, Start.AddSeconds(1));

        await SaveAsync(store, "a", TaskState.Completed, Start.AddSeconds(2));

        (await IdsAsync(store)).ShouldBe(["a", "b"]);
    }

    private static ValueTask SaveAsync(
        InMemoryTaskStore store, string id, TaskState state, DateTimeOffset at) => store.SaveAsync(
        new StoredTask(
            new AgentTask { Id = id, Status = new TaskStatus { State = state, Timestamp = at } },
            new TaskScope("", "")),
        TestContext.Current.CancellationToken);

    private static async Task<IEnumerable<string>> IdsAsync(InMemoryTaskStore store) =>
        (await store.ListAsync(new TaskScope("", ""), new ListTasksRequest(), TestContext.Current.CancellationToken))
            .Tasks.Select(task => task.Id);

    private static async Task<A2ATestHost> HostWithTasksAsync(int count)
    {
        var store = new InMemoryTaskStore(new FakeTime(Start), Options.Create(new A2AServerOptions()));
        for (var number = 0; number < count; number++)
        {
            var task = new AgentTask
            {
                Id = "task-" + number.ToString(CultureInfo.InvariantCulture),
                ContextId = number % 2 == 0 ? "even" : "odd",
                Status = new TaskStatus
                {
                    State = number % 2 == 0 ? TaskState.Working : TaskState.Completed,
                    Timestamp = Start.AddMinutes(number),
                },
                Artifacts = [new Artifact { ArtifactId = "a", Parts = [Part.FromText("x")] }],
                History = [new Message { MessageId = "m", Role = Role.User, Parts = [Part.FromText("x")] }],
            };
            await store.SaveAsync(new StoredTask(task, new TaskScope("", "")), TestContext.Current.CancellationToken);
        }

        return await A2ATestHost.StartAsync(services: services => services.AddSingleton<ITaskStore>(store));
    }
}
