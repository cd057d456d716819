using Kaos.Agent.Grains.Desk;
using Kaos.Agent.Host.Cli;
using Kaos.Agent.Host.Tests.Edges;
using Kaos.Agent.Host.Tests.Storage;
using Kaos.Contracts;
using Kaos.Contracts.Sessions;

namespace Kaos.Agent.Host.Tests.Cli;

public sealed class AskTests : IDisposable
{
    private readonly TestFolder folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Question_Answered_PrintsTheAnswerAndEndsWith0()
    {
        await using var server = await EdgeServer.StartAsync();
        server.Desk.OnSay = static (_, _) => new Reply.Text("ctx", "till has 3 replicas.");

        var (code, output, _) = await AskAsync(server, "how many replicas has till?");

        (code, output.Trim()).ShouldBe((0, "till has 3 replicas."));
    }

    [Fact]
    public async Task Words_WithoutQuotes_AreOneSentence()
    {
        await using var server = await EdgeServer.StartAsync();

        await AskAsync(server, "till", "is", "slow");

        Said(server).ShouldHaveSingleItem().Text.ShouldBe("till is slow");
    }

    [Fact]
    public async Task Trouble_WithAChoice_IsPrintedWithHowToAnswerAndEndsWith1()
    {
        await using var server = await EdgeServer.StartAsync();
        OpenChoice(server);

        var (code, output, _) = await AskAsync(server, "till is slow");

        code.ShouldBe(1);
        output.ShouldContain("Put the configuration back");
        output.ShouldContain("Answer with: kaos ask");
        output.ShouldNotContain("--task");
    }

    [Fact]
    public async Task Memory_ThatCannotBeWritten_NamesTheTaskToGoOnWith()
    {
        await using var server = await EdgeServer.StartAsync();
        OpenChoice(server);
        Directory.CreateDirectory(folder.Path);
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "file"), "", Token);

        var (_, output, _) = await RunAsync(
            "ask", "till is slow", "--url", Url(server), "--memory", Path.Combine(folder.Path, "file", "memory.json"));

        output.ShouldContain("--task task-1");
    }

    [Fact]
    public async Task SecondSentence_WhileAChoiceIsOpen_GoesToTheSameTask()
    {
        await using var server = await EdgeServer.StartAsync();
        OpenChoice(server);

        await AskWellAsync(server, "till is slow");
        await AskWellAsync(server, "go with put-back");

        Said(server).Select(static saying => saying.TaskId).ShouldBe([null, "task-1"]);
    }

    [Fact]
    public async Task SecondSentence_AfterAPlainAnswer_StaysInTheConversation()
    {
        await using var server = await EdgeServer.StartAsync();
        server.Desk.OnSay = static (saying, _) => new Reply.Text(saying.ContextId ?? "ctx-7", "3 replicas.");

        await AskWellAsync(server, "how many replicas has till?");
        await AskWellAsync(server, "and its pods?");

        Said(server).Select(static saying => saying.ContextId).ShouldBe([null, "ctx-7"]);
    }

    [Fact]
    public async Task New_Given_BeginsANewConversation()
    {
        await using var server = await EdgeServer.StartAsync();
        OpenChoice(server);

        await AskAsync(server, "till is slow");
        await AskAsync(server, "oven is slow", "--new");

        Said(server)[1].ShouldSatisfyAllConditions(
            static saying => saying.TaskId.ShouldBeNull(), static saying => saying.ContextId.ShouldBeNull());
    }

    [Fact]
    public async Task RememberedTask_GoneMeanwhile_IsLetGo()
    {
        await using var server = await EdgeServer.StartAsync();
        OpenChoice(server);
        await AskAsync(server, "till is slow");
        server.Desk.OnSay = static (saying, _) => saying.TaskId is null
            ? new Reply.Text(saying.ContextId ?? "", "All is well.")
            : new Problem(ProblemCode.NotFound, $"There is no task '{saying.TaskId}'.");

        var (code, output, _) = await AskAsync(server, "how is till?");

        (code, output.Trim()).ShouldBe((0, "All is well."));
    }

    [Fact]
    public async Task Refused_SaysWhyAndEndsWith2()
    {
        await using var server = await EdgeServer.StartAsync();
        server.Desk.Refusal = new Problem(ProblemCode.Unavailable, "The log is full.", "Free the disk.");

        var (code, _, error) = await AskAsync(server, "x");

        (code, error.Trim()).ShouldBe((2, "The log is full. Free the disk."));
    }

    public void Dispose() => folder.Dispose();

    private static void OpenChoice(EdgeServer server)
    {
        var begun = false;
        server.Desk.OnSay = (saying, caller) =>
        {
            var session = server.Desk.Session("ses-1");
            var version = begun
                ? session.Add(new Answered("task-1", "Understood."))
                : session.Add(
                    Samples.Opened,
                    new TaskAttached(
                        "task-1", "ctx-1", caller, saying.MessageId, saying.Text, Joined: false, Steers: true),
                    new Narrated("I look at the events.\n", "a"),
                    Samples.Choices);
            begun = true;
            server.Desk.AddTask("task-1", "ctx-1", "ses-1", caller);
            return new Reply.Task("ctx-1", "task-1", "ses-1", version);
        };
    }

    private static List<Saying> Said(EdgeServer server) =>
        [.. server.Desk.Calls.Where(static call => call.Verb == "say").Select(static call => (Saying)call.What!)];

    private static string Url(EdgeServer server) => server.Http.BaseAddress!.ToString();

    private Task<(int Code, string Output, string Error)> AskAsync(EdgeServer server, params string[] words) =>
        RunAsync(["ask", .. words, "--url", Url(server), "--memory", Path.Combine(folder.Path, "memory.json")]);

    // What went wrong between two sentences is told by the first test that knows it.
    private async Task AskWellAsync(EdgeServer server, params string[] words)
    {
        var (_, output, error) = await AskAsync(server, words);
        error.ShouldBeEmpty();
        output.ShouldNotContain("--task", Case.Sensitive, "the conversation could not be remembered");
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] args)
    {
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        var code = await KaosCommandLine.RunAsync(args, Terminal.Of(output, error, redirected: true), Token);
        return (code, output.ToString(), error.ToString());
    }
}
