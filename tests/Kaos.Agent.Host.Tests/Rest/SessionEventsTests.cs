using System.Net;
using Kaos.Agent.Host.Tests.Edges;
using Kaos.Contracts.Sessions;

namespace Kaos.Agent.Host.Tests.Rest;

public sealed class SessionEventsTests : IAsyncLifetime
{
    private EdgeServer server = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        server = await EdgeServer.StartAsync(("Rest:KeepAlive", "00:00:00.100"));

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task Events_AsJson_ComeInPages()
    {
        server.Desk.Session("ses-1").Add(Samples.Opened, new Narrated("one", "1"), new Narrated("two", "2"));

        var (_, first) = await server.GetAsync("/v1/sessions/ses-1/events?pageSize=2");
        var (_, second) = await server.GetAsync(
            $"/v1/sessions/ses-1/events?pageToken={first!["nextPageToken"]!.GetValue<string>()}");

        first["items"]!.AsArray().Select(static item => item!["event"]!["type"]!.GetValue<string>())
            .ShouldBe(["session-opened", "narrated"]);
        second!["items"]!.AsArray().Single()!["seq"]!.GetValue<long>().ShouldBe(3);
        second["nextPageToken"].ShouldBeNull();
    }

    [Fact]
    public async Task Stream_WithLastEventId_GoesOnAfterItAndEndsWithTheSession()
    {
        var session = server.Desk.Session("ses-1");
        session.Add(Samples.Opened, new Narrated("one", "1"), new Narrated("two", "2"));
        using var reader = await OpenAsync("1");

        var caughtUp = new[] { await DataAsync(reader), await DataAsync(reader) };
        session.Add(new Narrated("three", "3"), new SessionEnded(SessionOutcome.Resolved, "All clear."));
        var rest = (await reader.RestAsync(Token)).Where(static frame => frame.Data is not null).ToArray();

        reader.Response.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        caughtUp.Concat(rest).Select(static frame => (frame.Id, frame.Event)).ShouldBe(
            [("2", "narrated"), ("3", "narrated"), ("4", "narrated"), ("5", "session-ended")]);
        rest[0].Data!["event"]!["text"]!.GetValue<string>().ShouldBe("three");
    }

    [Fact]
    public async Task Stream_InSilence_SendsComments()
    {
        server.Desk.Session("ses-1").Add(Samples.Opened);
        using var reader = await OpenAsync("1");

        (await reader.NextAsync(Token))!.Comment.ShouldBe(": keep-alive");
    }

    [Fact]
    public async Task Stream_OfEndedSessionSeenWhole_IsNoContent()
    {
        server.Desk.Session("ses-1").Add(Samples.Opened, new SessionEnded(SessionOutcome.Declined, "No."));
        using var reader = await OpenAsync("2");

        reader.Response.StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("9")]
    public async Task Stream_WithForeignLastEventId_IsProblem400(string last)
    {
        server.Desk.Session("ses-1").Add(Samples.Opened);
        using var reader = await OpenAsync(last);

        reader.Response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    private async Task<SseFrame> DataAsync(SseReader reader)
    {
        while (true)
        {
            var frame = await reader.NextAsync(Token);
            if (frame!.Data is not null)
            {
                return frame;
            }
        }
    }

    private async Task<SseReader> OpenAsync(string lastEventId)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/sessions/ses-1/events");
        request.Headers.Accept.ParseAdd("text/event-stream");
        request.Headers.TryAddWithoutValidation("Last-Event-ID", lastEventId);
        return await SseReader.OpenAsync(server.Http, request, Token);
    }
}
