using System.Net;
using Kaos.Agent.Grains.Desk;
using Kaos.Agent.Host.Tests.Edges;
using Kaos.Contracts;
using Kaos.Contracts.Incidents;
using Kaos.Contracts.Sessions;
using Kaos.Contracts.Views;

namespace Kaos.Agent.Host.Tests.Rest;

public sealed class RestTests : IAsyncLifetime
{
    private EdgeServer server = null!;

    public async ValueTask InitializeAsync() => server = await EdgeServer.StartAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task Incidents_Listed_AreItemsWithNextPageToken()
    {
        server.Desk.Incidents.AddRange([Samples.Incident, Samples.Incident with { Id = "inc-2" }]);

        var (status, body) = await server.GetAsync(
            "/v1/incidents?pageSize=1&state=awaiting-choice&state=executing&namespace=shop&class=c");

        status.ShouldBe(HttpStatusCode.OK);
        body!["items"]!.AsArray().Count.ShouldBe(1);
        body["items"]![0]!["state"]!.GetValue<string>().ShouldBe("awaiting-choice");
        body["nextPageToken"]!.GetValue<string>().ShouldBe("more");
        var filter = (IncidentFilter)server.Desk.Calls.Single().What!;
        filter.States.ShouldBe([IncidentState.AwaitingChoice, IncidentState.Executing]);
        (filter.Namespace, filter.Class, filter.PageSize).ShouldBe(("shop", "c", 1));
    }

    [Theory]
    [InlineData("GET", "/v1/incidents?state=broken", null, "invalid")]
    [InlineData("GET", "/v1/incidents?pageSize=0", null, "invalid")]
    [InlineData("GET", "/v1/incidents?pageSize=many", null, "invalid")]
    [InlineData("GET", "/v1/approvals?pageSize=-1", null, "invalid")]
    [InlineData("GET", "/v1/sessions/ses-1/events?pageToken=abc", null, "invalid")]
    [InlineData("POST", "/v1/signals", "{", "invalid")]
    [InlineData("POST", "/v1/signals", "[]", "invalid")]
    [InlineData("POST", "/v1/signals", "{}", "invalid")]
    [InlineData("POST", "/v1/signals", "{\"text\":\"  \"}", "invalid")]
    [InlineData("POST", "/v1/signals", "{\"subject\":{\"kind\":\"\",\"name\":\"\"}}", "invalid")]
    [InlineData("POST", "/v1/signals", "{\"subject\":{\"kind\":\"Pod\",\"name\":\"a\"},\"severity\":\"awful\"}",
        "invalid")]
    [InlineData("POST", "/v1/signals", "{\"subject\":{\"kind\":\"Pod\",\"name\":\"a\"},\"at\":\"yesterday\"}",
        "invalid")]
    [InlineData("POST", "/v1/signals/alertmanager", "{}", "invalid")]
    [InlineData("POST", "/v1/signals/alertmanager", "7", "invalid")]
    [InlineData("POST", "/v1/sessions/ses-1/messages", "{}", "invalid")]
    [InlineData("POST", "/v1/sessions/ses-1/choice", "{}", "invalid")]
    [InlineData("POST", "/v1/sessions/ses-1/choice", "null", "invalid")]
    [InlineData("POST", "/v1/approvals/abc", "{}", "invalid")]
    [InlineData("POST", "/v1/approvals/abc", "{\"decision\":\"expire\"}", "invalid")]
    [InlineData("POST", "/v1/approvals/abc", "{\"decision\":\"maybe\"}", "invalid")]
    public async Task BadInput_AnyRoute_IsProblem400(string method, string path, string? json, string code)
    {
        server.Desk.Session("ses-1").Add(Samples.Opened);

        var (status, body) = await server.SendAsync(HttpMethod.Parse(method), path, json);

        status.ShouldBe(HttpStatusCode.BadRequest);
        body!["code"]!.GetValue<string>().ShouldBe(code);
        body["next"].ShouldNotBeNull();
        body["detail"]!.GetValue<string>().ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("/v1/incidents/inc-9")]
    [InlineData("/v1/sessions/ses-9")]
    [InlineData("/v1/sessions/ses-9/events")]
    [InlineData("/v1/nothing")]
    public async Task Unknown_Asked_IsProblem404(string path)
    {
        var (status, body) = await server.GetAsync(path);

        status.ShouldBe(HttpStatusCode.NotFound);
        body!["code"]!.GetValue<string>().ShouldBe("not-found");
        body["next"].ShouldNotBeNull();
    }

    [Fact]
    public async Task Request_OfWrongForm_IsProblemOfItsStatus()
    {
        (await server.SendAsync(HttpMethod.Delete, "/v1/incidents")).Status.ShouldBe(HttpStatusCode.MethodNotAllowed);
        (await server.SendAsync(HttpMethod.Post, "/v1/signals")).Status.ShouldBe(HttpStatusCode.BadRequest);

        using var text = await server.Http.PostAsync(
            "/v1/signals", new StringContent("till is slow"), TestContext.Current.CancellationToken);
        text.StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);

        var large = await server.PostAsync("/v1/signals", $$"""{"text":"{{new string('x', 70_000)}}"}""");
        large.Status.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        large.Body!["code"]!.GetValue<string>().ShouldBe("invalid");
    }

    [Fact]
    public async Task Sentence_Plain_IsAnsweredWithText()
    {
        var (status, body) = await server.PostAsync(
            "/v1/signals", """{"text":"how many replicas has till?","messageId":"m7"}""");

        status.ShouldBe(HttpStatusCode.OK);
        body!["text"]!.GetValue<string>().ShouldBe("hello");
        var saying = (Saying)server.Desk.Calls.Single().What!;
        (saying.MessageId, saying.TaskId, saying.Text).ShouldBe(("m7", null, "how many replicas has till?"));
    }

    [Fact]
    public async Task Sentence_OfTrouble_IsAcceptedWithWhereToFollow()
    {
        server.Desk.OnSay = static (_, _) => new Reply.Task("ctx-1", "task-1", "ses-1", 4);

        var (status, body) = await server.PostAsync("/v1/signals", """{"text":"till is slow"}""");

        status.ShouldBe(HttpStatusCode.Accepted);
        (body!["sessionId"]!.GetValue<string>(), body["version"]!.GetValue<long>()).ShouldBe(("ses-1", 4));
    }

    [Fact]
    public async Task Signal_Structured_IsReceivedWithPlaceAndStableId()
    {
        const string json = """
            {"subject":{"kind":"Deployment","namespace":"shop","name":"till"},"symptom":"latency","severity":"critical","at":"2026-03-01T03:00:00Z","labels":{"team":"a"}}
            """;

        var (status, body) = await server.PostAsync("/v1/signals", json);
        await server.PostAsync("/v1/signals", json);

        status.ShouldBe(HttpStatusCode.Accepted);
        (body!["incidentId"]!.GetValue<string>(), body["how"]!.GetValue<string>()).ShouldBe(("inc-1", "opened"));
        var signals = server.Desk.Calls.Select(static call => (Signal)call.What!).ToArray();
        (signals[0].Tenant, signals[0].Cluster, signals[0].Symptom, signals[0].Source)
            .ShouldBe(("shop", "east", "latency", "api"));
        signals[0].Labels["team"].ShouldBe("a");
        signals[1].Id.ShouldBe(signals[0].Id);
    }

    [Fact]
    public async Task Signal_OfAnUnknownCluster_IsProblem404NamingTheKnown()
    {
        var (status, body) = await server.PostAsync(
            "/v1/signals", """{"cluster":"mars","subject":{"kind":"Pod","name":"a"}}""");

        status.ShouldBe(HttpStatusCode.NotFound);
        body!["next"]!.GetValue<string>().ShouldBe("Name one of: east.");
    }

    [Fact]
    public async Task Alertmanager_Batch_EachAlertStandsAlone()
    {
        var (status, body) = await server.PostAsync("/v1/signals/alertmanager", """
            {"version":"4","receiver":"kaos","alerts":[
              {"status":"firing","labels":{"alertname":"KubePodCrashLooping","namespace":"shop","pod":"till-1","severity":"critical"},"startsAt":"2026-03-01T03:15:00Z"},
              {"status":"firing","labels":{"alertname":"Odd"}},
              {"status":"resolved","labels":{"alertname":"Old","namespace":"shop","pod":"x"}},
              {"status":"firing","labels":{"alertname":"Far","cluster":"mars","pod":"x"}}]}
            """);

        status.ShouldBe(HttpStatusCode.OK);
        var items = body!["items"]!.AsArray();
        items[0]!["incidentId"]!.GetValue<string>().ShouldBe("inc-1");
        items[1]!["problem"]!["code"]!.GetValue<string>().ShouldBe("invalid");
        items[2]!["ignored"]!.GetValue<string>().ShouldBe("it is over");
        items[3]!["problem"]!["code"]!.GetValue<string>().ShouldBe("invalid");
        var signal = (Signal)server.Desk.Calls.Single().What!;
        (signal.Symptom, signal.SaidBy, signal.Subject.Kind).ShouldBe(("crash-loop", "KubePodCrashLooping", "Pod"));
    }

    [Fact]
    public async Task Alertmanager_DeskUnavailable_AsksForTheBatchAgain()
    {
        server.Desk.Refusal = new Problem(ProblemCode.Unavailable, "The log is full.", "Free the disk.");

        var (status, body) = await server.PostAsync(
            "/v1/signals/alertmanager",
            """{"alerts":[{"status":"firing","labels":{"alertname":"A","namespace":"shop","pod":"x"}}]}""");

        status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        body!["next"]!.GetValue<string>().ShouldBe("Free the disk.");
    }

    [Fact]
    public async Task Message_InSession_GoesThroughTheCallersOwnTask()
    {
        server.Desk.Session("ses-1").Add(Samples.Opened);
        server.Desk.AddTask("task-a", "ctx-a", "ses-1", Samples.Alice);
        server.Desk.AddTask("task-b", "ctx-b", "ses-1", new Principal("carol", PrincipalKind.Person, [], ["*"]));
        server.Desk.OnSay = static (saying, _) => new Reply.Task(saying.ContextId!, saying.TaskId!, "ses-1", 5);

        var (status, _) = await server.PostAsync(
            "/v1/sessions/ses-1/messages", """{"text":"why?"}""", EdgeServer.AliceKey);

        status.ShouldBe(HttpStatusCode.Accepted);
        var saying = (Saying)server.Desk.Calls.Single().What!;
        (saying.TaskId, saying.ContextId, saying.Text).ShouldBe(("task-a", "ctx-a", "why?"));
    }

    [Fact]
    public async Task Choice_WithIdempotencyKey_CarriesItAsCommandOfTheCaller()
    {
        var (status, body) = await server.SendAsync(
            HttpMethod.Post, "/v1/sessions/ses-1/choice", """{"optionId":"put-back"}""", EdgeServer.AliceKey,
            ("Idempotency-Key", "k1"));

        status.ShouldBe(HttpStatusCode.Accepted);
        body!["version"]!.GetValue<long>().ShouldBe(7);
        var call = server.Desk.Calls.Single();
        (call.Verb, call.CommandId, call.What).ShouldBe(("choose", "rest/person:alice/k1", ("ses-1", "put-back")));
    }

    [Fact]
    public async Task Commands_WithoutKey_HaveIdsOfTheirOwn()
    {
        await server.PostAsync("/v1/sessions/ses-1/cancel", """{"reason":"enough"}""");
        await server.SendAsync(HttpMethod.Post, "/v1/sessions/ses-1/cancel");

        var calls = server.Desk.Calls.ToArray();
        calls[0].What.ShouldBe(("ses-1", "enough"));
        calls[1].What.ShouldBe(("ses-1", "cancelled by person:local"));
        calls[1].CommandId.ShouldNotBe(calls[0].CommandId);
    }

    [Fact]
    public async Task Approval_Decided_ReachesTheDesk()
    {
        server.Desk.Approvals.Add(new ApprovalView(
            Samples.Plan.Hash, "ses-1", "inc-1", "scale_plan_review", "policy asks", Samples.Start, Samples.Plan));

        var waiting = await server.GetAsync("/v1/approvals");
        var (status, body) = await server.PostAsync(
            $"/v1/approvals/{Samples.Plan.Hash}", """{"decision":"approve","reason":"ok"}""");

        waiting.Body!["items"]![0]!["plan"]!["hash"]!.GetValue<string>().ShouldBe(Samples.Plan.Hash);
        (status, body!["decision"]!.GetValue<string>()).ShouldBe((HttpStatusCode.OK, "approve"));
        server.Desk.Calls.Single().What.ShouldBe((Samples.Plan.Hash, PlanDecision.Approve, "ok"));
    }

    [Theory]
    [InlineData(ProblemCode.Invalid, 400)]
    [InlineData(ProblemCode.Unauthenticated, 401)]
    [InlineData(ProblemCode.Forbidden, 403)]
    [InlineData(ProblemCode.Denied, 403)]
    [InlineData(ProblemCode.NotFound, 404)]
    [InlineData(ProblemCode.Conflict, 409)]
    [InlineData(ProblemCode.Stale, 409)]
    [InlineData(ProblemCode.Fenced, 409)]
    [InlineData(ProblemCode.TooManyRequests, 429)]
    [InlineData(ProblemCode.Unavailable, 503)]
    public async Task Problem_OfAnyCode_HasItsStatus(ProblemCode code, int status)
    {
        server.Desk.Refusal = new Problem(code, "No.", "Do that.");

        var reply = await server.PostAsync("/v1/sessions/ses-1/choice", """{"optionId":"x"}""");

        ((int)reply.Status).ShouldBe(status);
        reply.Body!["code"]!.GetValue<string>().ShouldBe(Kebab.Write(code));
        reply.Body["detail"]!.GetValue<string>().ShouldBe("No.");
        reply.Body["next"]!.GetValue<string>().ShouldBe("Do that.");
    }

    [Fact]
    public async Task Failure_Unexpected_SaysNothingOfItself()
    {
        server.Desk.OnSay = static (_, _) => throw new InvalidOperationException("secret detail");

        var (status, body) = await server.PostAsync("/v1/signals", """{"text":"x"}""");

        status.ShouldBe(HttpStatusCode.InternalServerError);
        body!.ToJsonString().ShouldNotContain("secret detail");
        body["traceId"].ShouldNotBeNull();
    }

    [Fact]
    public async Task OpenApi_Asked_DescribesEveryRoute()
    {
        var (status, body) = await server.GetAsync("/openapi/v1.json");

        status.ShouldBe(HttpStatusCode.OK);
        body!["paths"]!.AsObject().Select(static path => path.Key.TrimEnd('/')).ShouldBe(
            [
                "/v1/incidents", "/v1/incidents/{id}", "/v1/sessions/{id}", "/v1/sessions/{id}/events",
                "/v1/sessions/{id}/messages", "/v1/sessions/{id}/choice", "/v1/sessions/{id}/push",
                "/v1/sessions/{id}/cancel", "/v1/signals", "/v1/signals/alertmanager", "/v1/approvals",
                "/v1/approvals/{planHash}", "/v1/requests", "/v1/workflows", "/v1/triage", "/v1/health-check",
                "/v1/maturity", "/v1/maturity/promotions", "/v1/maturity/demotions", "/v1/maturity/switches",
                "/v1/maturity/stop", "/v1/maturity/resume", "/v1/grants", "/v1/policy",
            ],
            ignoreOrder: true);
        body["components"]!["schemas"]!["IncidentView"].ShouldNotBeNull();
    }

    [Fact]
    public async Task Maturity_StoppedAndResumed_IsToldWithWhoAndWhy()
    {
        (await server.PostAsync("/v1/maturity/stop", """{ "reason": "a drill" }""", EdgeServer.BobKey)).Status.ShouldBe(
            HttpStatusCode.Forbidden);
        (await server.PostAsync("/v1/maturity/stop", "{}")).Status.ShouldBe(HttpStatusCode.BadRequest);

        var (status, stopped) = await server.PostAsync(
            "/v1/maturity/stop", """{ "tenant": "shop", "reason": "a drill" }""", EdgeServer.AliceKey);

        status.ShouldBe(HttpStatusCode.OK);
        stopped!["by"]!.GetValue<string>().ShouldBe("person:alice");
        (await server.PostAsync("/v1/maturity/resume", """{ "tenant": "shop", "reason": "over" }""",
            EdgeServer.AliceKey)).Status
            .ShouldBe(HttpStatusCode.Forbidden, "an approver stops, and does not resume");
        (await server.GetAsync("/v1/maturity/switches")).Body!["items"]![0]!["stopped"]!.GetValue<bool>()
            .ShouldBeTrue();
        (await server.PostAsync("/v1/maturity/resume",
            """{ "tenant": "shop", "reason": "over" }""")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("""{ "tenant": "shop", "class": "a/b/c", "to": "approve", "reason": "x" }""", HttpStatusCode.NotFound)]
    [InlineData("""{ "tenant": "shop", "class": "a/b/c", "to": "approve" }""", HttpStatusCode.BadRequest)]
    [InlineData("""{ "tenant": "shop", "class": "a/b/c", "to": "god", "reason": "x" }""", HttpStatusCode.BadRequest)]
    public async Task Maturity_PromotionThatCannotBe_IsAProblem(string json, HttpStatusCode expected) =>
        (await server.PostAsync("/v1/maturity/promotions", json)).Status.ShouldBe(expected);

    [Fact]
    public async Task Workflows_Listed_AreItems()
    {
        var (_, body) = await server.GetAsync("/v1/workflows");

        body!["items"]!.AsArray().Select(static item => item!["id"]!.GetValue<string>())
            .ShouldContain("rollback-config");
    }

    [Fact]
    public async Task Workflows_SearchedByCauseAndAction_AreThoseThatFit()
    {
        var (_, body) = await server.GetAsync(
            "/v1/workflows?cause=oom-limit&action=patch-resources&minEffectiveness=0.9");

        body!["items"]!.AsArray().Select(static item => item!["id"]!.GetValue<string>())
            .ShouldBe(["restart-and-patch-memory"]);
    }

    [Fact]
    public async Task Request_ThatIsNotComplete_IsAnsweredWithOneQuestion()
    {
        server.Changes.Answer = new Kaos.Agent.Grains.Requests.Wished.Question(
            "Which one do you mean?", [new("Pod", "shop", "web-1")]);

        var (status, body) = await server.PostAsync("/v1/requests", """{ "verb": "restart", "kind": "pod" }""");

        status.ShouldBe(HttpStatusCode.OK);
        body!["question"]!.GetValue<string>().ShouldBe("Which one do you mean?");
        body["choices"]![0]!["name"]!.GetValue<string>().ShouldBe("web-1");
    }

    [Theory]
    [InlineData("{ }")]
    [InlineData("""{ "verb": "fly", "name": "web" }""")]
    public async Task Request_ThatKaosDoesNot_IsAProblem(string json)
    {
        server.Changes.Answer = new Kaos.Agent.Grains.Requests.Wished.Refused("KAOS does not 'fly'.");

        (await server.PostAsync("/v1/requests", json)).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Readiness_LogBroken_Is503WithTheReason()
    {
        (await server.GetAsync("/readyz")).Status.ShouldBe(HttpStatusCode.OK);
        server.Readiness.Why = "The disk is full. Free some space.";

        var (status, body) = await server.GetAsync("/readyz");

        status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        body!["checks"]![0]!["why"]!.GetValue<string>().ShouldBe("The disk is full. Free some space.");
        (await server.GetAsync("/healthz")).Status.ShouldBe(HttpStatusCode.OK);
    }
}
