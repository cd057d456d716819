using System.Net;
using Kaos.A2A;
using Kaos.A2A.Client;
using Kaos.Agent.Host.Tests.EndToEnd;

namespace Kaos.Agent.Host.Tests.Faults;

/// <summary>One KAOS on a practice cluster, for tests that only ask it for what is not there.</summary>
public sealed class OneKaos : IAsyncLifetime
{
    private readonly PracticeFolder folder = new();
    private KaosProcess? kaos;

    internal Uri Address => kaos!.Address;

    internal string Session { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        kaos = await KaosProcess.StartAsync(folder.Path, "checkout-service", 10, TestContext.Current.CancellationToken);
        await kaos.SaidAsync("was handed over", TestContext.Current.CancellationToken);
        using var service = new Service(Address);
        Session = await service.SessionAsync(TestContext.Current.CancellationToken);
        await service.EventAsync(Session, "choices-offered", TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (kaos is not null)
        {
            await kaos.DisposeAsync();
        }

        folder.Dispose();
    }
}

/// <summary>What is not there, over REST and A2A: what, why, what to do next; and one choice of many wins.</summary>
[Collection(nameof(Faults))]
public sealed class WrongWordsTests(OneKaos kaos) : IClassFixture<OneKaos>, IDisposable
{
    private readonly Service service = new(kaos.Address);
    private readonly HttpClient http = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("checkout-service in namespace nowhere is down", "There is no cluster and no namespace 'nowhere'",
        "shop")]
    [InlineData("the teapot is slow", "Nothing in prod-us-east fits these words",
        "Say it again with one of these names")]
    [InlineData("is anything wrong in namespace shpo?", "'shpo'", "shop")]
    public async Task Words_ThatFitNothing_AreAnsweredWithTheNearestNames(string sentence, string what, string next)
    {
        var (status, body) = await service.PostAsync("/v1/signals", $$"""{"text":"{{sentence}}"}""", Token);
        status.ShouldBe(HttpStatusCode.OK, body.ToJsonString());
        body["sessionId"].ShouldBeNull(body.ToJsonString());
        body["text"]!.GetValue<string>().ShouldContain(what);
        body["text"]!.GetValue<string>().ShouldContain(next);

        var caller = await Caller.ConnectAsync(http, kaos.Address, $"words-{sentence.Length}", Token);
        (await caller.SayAsync(sentence, Token)).ShouldContain(what);
        caller.TaskId.ShouldBeNull();
    }

    [Fact]
    public async Task Words_ThatFitTwoWorkloads_AreAskedBack()
    {
        var (_, body) = await service.PostAsync(
            "/v1/signals", """{"text":"the front or the search in prod-us-east is broken: search or storefront"}""",
            Token);
        body["text"]!.GetValue<string>().ShouldContain("Which one do you mean");
        var names = body["data"]!["candidates"]!.AsArray().Select(one => one!["object"]!["name"]!.GetValue<string>())
            .ToList();
        names.ShouldContain("search");
        names.ShouldContain("storefront");
    }

    [Theory]
    [InlineData("GET", "/v1/sessions/ses-nope", null)]
    [InlineData("GET", "/v1/sessions/ses-nope/events", null)]
    [InlineData("GET", "/v1/incidents/inc-nope", null)]
    [InlineData("POST", "/v1/sessions/ses-nope/choice", """{"optionId":"x"}""")]
    [InlineData("POST", "/v1/sessions/ses-nope/messages", """{"text":"go"}""")]
    [InlineData("POST", "/v1/sessions/ses-nope/cancel", "{}")]
    [InlineData("POST", "/v1/approvals/plan-nope", """{"decision":"approve"}""")]
    public async Task Id_ThatIsUnknown_IsNotFound(string method, string path, string? body)
    {
        var (status, problem) = method == "GET"
            ? await service.GetAsync(path, Token)
            : await service.PostAsync(path, body!, Token);

        status.ShouldBe(HttpStatusCode.NotFound);
        problem["code"]!.GetValue<string>().ShouldBe("not-found");
        problem["detail"]!.GetValue<string>().ShouldContain("-nope");
    }

    [Fact]
    public async Task Task_ThatIsUnknown_IsTaskNotFound()
    {
        var client = await A2AClient.ConnectAsync(http, kaos.Address, Token);

        var refused = await Should.ThrowAsync<A2AException>(
            async () => await client.GetTaskAsync(new GetTaskRequest { Id = "task-nope" }, Token));
        refused.Code.ShouldBe(A2AErrorCode.TaskNotFound);
        refused.Message.ShouldContain("task-nope");
    }

    [Fact]
    public async Task Choice_ThatIsUnknown_NamesTheOptions_AndInWordsChangesNothing()
    {
        var (status, problem) = await service.ChooseAsync(kaos.Session, "reboot-everything", Token);
        (status, problem["code"]!.GetValue<string>()).ShouldBe((HttpStatusCode.NotFound, "not-found"));
        problem["next"]!.GetValue<string>().ShouldContain("restart-and-patch-memory, rollback-config");

        var (said, _) = await service.PostAsync(
            $"/v1/sessions/{kaos.Session}/messages", """{"text":"go with reboot-everything"}""", Token);
        said.ShouldBe(HttpStatusCode.Accepted);
        var (_, answered) = await service.EventAsync(kaos.Session, "answered", Token);
        answered["text"]!.GetValue<string>().ShouldContain("rollback-config");
        (await service.GetAsync($"/v1/sessions/{kaos.Session}", Token)).Body["state"]!.GetValue<string>()
            .ShouldBe("awaiting-choice");
    }

    public void Dispose()
    {
        service.Dispose();
        http.Dispose();
    }
}

/// <summary>Many choose at once; one wins.</summary>
[Collection(nameof(Faults))]
public sealed class OneChoiceTests(OneKaos kaos) : IClassFixture<OneKaos>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Choice_OfManyAtOnce_OneWins_AndTheOthersAreToldWhich()
    {
        using var service = new Service(kaos.Address);
        string[] options = ["rollback-config", "restart-and-patch-memory"];

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 16).Select(n => service.ChooseAsync(kaos.Session, options[n % 2], Token)));

        answers.Count(answer => answer.Status == HttpStatusCode.Accepted).ShouldBe(1);
        foreach (var (status, problem) in answers.Where(answer => answer.Status != HttpStatusCode.Accepted))
        {
            (status, problem["code"]!.GetValue<string>()).ShouldBe((HttpStatusCode.Conflict, "conflict"));
            problem["detail"]!.GetValue<string>().ShouldEndWith("was chosen already.");
        }

        var events = (await service.GetAsync($"/v1/sessions/{kaos.Session}/events", Token)).Body["items"]!.AsArray();
        events.Count(one => one!["event"]!["type"]!.GetValue<string>() == "option-chosen").ShouldBe(1);
        await service.PostAsync(
            $"/v1/sessions/{kaos.Session}/messages", """{"text":"go with restart-and-patch-memory"}""", Token);
        var (_, answered) = await service.EventAsync(kaos.Session, "answered", Token);
        answered["text"]!.GetValue<string>().ShouldContain("was chosen already. Follow the session, or cancel it.");
        await service.PostAsync($"/v1/sessions/{kaos.Session}/cancel", """{"reason":"seen enough"}""", Token);
        var (_, ended) = await service.EventAsync(kaos.Session, "session-ended", Token);
        ended["text"]!.GetValue<string>().ShouldContain("seen enough");
    }
}
