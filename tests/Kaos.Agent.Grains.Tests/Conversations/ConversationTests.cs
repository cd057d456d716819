using Kaos.Agent.Grains.Clusters;
using Kaos.Agent.Grains.Desk;
using Kaos.Agent.Grains.Engine;
using Kaos.Agent.Grains.Gate;
using Kaos.Agent.Grains.Log;
using Kaos.Agent.Grains.Sessions;
using Kaos.Agent.Grains.Tests.Clusters;
using Kaos.Agent.Grains.Tests.Driving;
using Kaos.Agent.Grains.Tests.Intake;
using Kaos.Contracts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Kaos.Agent.Grains.Tests.Conversations;

public sealed class ConversationTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;
    private static readonly Principal Alice = new("alice", PrincipalKind.Person, [Role.Operator], ["*"]);
    private static readonly Principal Bob = new("bob", PrincipalKind.Person, [Role.Operator], ["*"]);

    private readonly InMemoryLog log = new();

    [Fact]
    public async Task Cluster_ChosenInAConversation_IsRememberedThereAcrossARestart()
    {
        await SayAsync(Alice, "ctx-1", "use context prod-eu-west");

        var answer = await SayAsync(Alice, "ctx-1", "list deployments");

        answer.ShouldContain("payment-gateway");
        answer.ShouldNotContain("checkout-service");
    }

    [Theory]
    [InlineData("alice", "ctx-2")]
    [InlineData("bob", "ctx-1")]
    public async Task Cluster_ChosenInAConversation_IsNotThatOfAnother(string who, string context)
    {
        await SayAsync(Alice, "ctx-1", "use context prod-eu-west");

        var answer = await SayAsync(who == "alice" ? Alice : Bob, context, "list deployments");

        answer.ShouldContain("checkout-service");
    }

    [Fact]
    public async Task Cluster_NamedInTheSentence_IsMeantInsteadOfTheChosenOne()
    {
        await SayAsync(Alice, "ctx-1", "use context prod-eu-west");

        (await SayAsync(Alice, "ctx-1", "list deployments in prod-us-east")).ShouldContain("checkout-service");
    }

    [Fact]
    public async Task Health_Asked_IsAboutTheChosenCluster()
    {
        await SayAsync(Alice, "ctx-1", "use context prod-eu-west");

        (await SayAsync(Alice, "ctx-1", "is everything ok?"))
            .ShouldStartWith("Whether prod-eu-west is well is not known");
    }

    [Fact]
    public async Task Farewell_WithNothingOpen_SaysSo() =>
        (await SayAsync(Alice, "ctx-1", "thanks, that's all")).ShouldContain("Nothing is open");

    [Theory]
    [Trait("Seed", "1-8")]
    [InlineData("scale checkout-service in shop", "I need to know: replicas", "to 3 replicas", "checkout-service", "3")]
    [InlineData("scale checkout-service in shop", "I need to know: replicas", "by two", "checkout-service", "+2")]
    [InlineData("scale it", "In which cluster", "checkout-service to 4", "checkout-service", "4")]
    [InlineData("scale payment-gatewai", "replicas", "scale it to 4", "payment-gateway", "4")]
    public async Task Change_ThatLacksSomething_IsAskedForOnce_AndTheAnswerIsUnderstoodAfterARestart(
        string wish, string question, string answer, string name, string replicas)
    {
        (await SayAsync(Alice, "ctx-1", wish)).ShouldContain(question);
        (await SayAsync(Alice, "ctx-1", "list deployments")).ShouldContain(name);

        var session = await OpenedAsync("ctx-1", answer);

        session.Signal!.Request!.Target.Name.ShouldBe(name);
        session.Signal.Request.With["replicas"].ShouldBe(replicas);
    }

    [Fact]
    [Trait("Seed", "1-8")]
    public async Task Change_ThatIsDropped_IsNotTakenUpByALaterNumber()
    {
        await SayAsync(Alice, "ctx-1", "scale checkout-service in shop");

        (await SayAsync(Alice, "ctx-1", "never mind")).ShouldContain("Dropped");

        await SayAsync(Alice, "ctx-1", "3");
    }

    [Fact]
    public async Task Sentence_ThatLeansOnTheOneBefore_IsUnderstoodInItsConversation()
    {
        using var host = Host();
        await host.StartAsync(Token);
        var desk = host.Services.GetRequiredService<IDesk>();
        await desk.SayAsync(new Saying("m1", "ctx-1", null, "list the pods of checkout-service in shop"), Alice, Token);

        var here = await desk.SayAsync(new Saying("m2", "ctx-1", null, "and the deployments?"), Alice, Token);
        var elsewhere = await desk.SayAsync(new Saying("m3", "ctx-2", null, "and the deployments?"), Alice, Token);

        here.Value.ShouldBeOfType<Reply.Text>().Body.ShouldContain("shop");
        elsewhere.Value.ShouldBeOfType<Reply.Text>().Body.ShouldNotBe(((Reply.Text)here.Value).Body);
        await host.StopAsync(Token);
    }

    [Fact]
    public async Task Change_AskedForInTheMiddleOfATask_IsATaskOfItsOwn()
    {
        using var host = Host();
        await host.StartAsync(Token);
        var desk = host.Services.GetRequiredService<IDesk>();
        var first = (await desk.SayAsync(new Saying("m1", "ctx-1", null, "checkout-service in shop is down"), Alice, Token))
            .Value.ShouldBeOfType<Reply.Task>();

        var aside = (await desk.SayAsync(
            new Saying("m2", null, first.TaskId, "scale checkout-service in shop to 4"), Alice, Token))
            .Value.ShouldBeOfType<Reply.Text>();

        var apart = aside.Body.Split(' ', ',').Single(word => word.StartsWith("task-", StringComparison.Ordinal));
        var task = (await desk.TaskAsync(apart, Alice, Token)).Value.ShouldNotBeNull(aside.Body);
        (task.ContextId, task.SessionId == first.SessionId).ShouldBe(("ctx-1", false));
        await host.StopAsync(Token);
    }

    [Theory]
    [InlineData("list deployments", "Deployment objects in")]
    [InlineData("show me the pods in shop", "Pods in")]
    public async Task Reading_AskedForInTheMiddleOfATask_IsAnsweredFromTheCluster(string sentence, string expected)
    {
        using var host = Host();
        await host.StartAsync(Token);
        var desk = host.Services.GetRequiredService<IDesk>();
        var first = (await desk.SayAsync(new Saying("m1", "ctx-1", null, "checkout-service in shop is down"), Alice, Token))
            .Value.ShouldBeOfType<Reply.Task>();

        (await desk.SayAsync(new Saying("m2", null, first.TaskId, sentence), Alice, Token))
            .Value.ShouldBeOfType<Reply.Text>().Body.ShouldContain(expected);

        await host.StopAsync(Token);
    }

    private async Task<SessionState> OpenedAsync(string context, string sentence)
    {
        using var host = Host();
        await host.StartAsync(Token);
        var reply = await host.Services.GetRequiredService<IDesk>()
            .SayAsync(new Saying($"m-{sentence}", context, null, sentence), Alice, Token);
        var task = reply.Value.ShouldBeOfType<Reply.Task>(
            reply.Value is Reply.Text text ? text.Body : reply.Problem?.Message);
        var state = await host.Services.GetRequiredService<IGrains>()
            .StateAsync<SessionState>(SessionKind.IdOf(task.SessionId), Token);
        await host.StopAsync(Token);
        return state.State;
    }

    // Each sentence to a process of its own: what is remembered is in the log.
    private async Task<string> SayAsync(Principal caller, string context, string sentence)
    {
        using var host = Host();
        await host.StartAsync(Token);
        var desk = host.Services.GetRequiredService<IDesk>();
        var reply = await desk.SayAsync(new Saying($"m-{sentence}", context, null, sentence), caller, Token);
        await host.StopAsync(Token);
        return reply.Value.ShouldBeOfType<Reply.Text>().Body;
    }

    private IHost Host()
    {
        var clusters = new FixedClusters(
            Worlds.FromYaml(Worlds.Namespace("shop") + Worlds.Deployment("shop", "checkout-service")),
            Worlds.FromYaml(
                Worlds.Namespace("payments") + Worlds.Deployment("payments", "payment-gateway"), "prod-eu-west"));
        var gate = new FakeGate(new World(), new Death(int.MaxValue, int.MaxValue));
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddLogging();
        builder.Services.AddSingleton<IEventLog>(log);
        builder.Services.AddSingleton(log.Outbox).AddSingleton(log.Deadlines).AddSingleton(log.Views);
        builder.Services.AddSingleton<IGate>(gate).AddSingleton<IPlanner>(gate).AddSingleton<IVerifier>(gate);
        builder.Services.AddSingleton<IClusters>(clusters);
        builder.Services.AddSingleton<IIntake>(new SentenceIntake(clusters));
        builder.Services.AddKaosGrains();

        return builder.Build();
    }
}
