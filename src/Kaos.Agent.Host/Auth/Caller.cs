using Kaos.Contracts;

namespace Kaos.Agent.Host.Auth;

/// <summary>Who is calling, as a parameter of a route handler.</summary>
internal sealed record Caller(Principal Principal)
{
    public static ValueTask<Caller?> BindAsync(HttpContext http) => new(new Caller(Of(http)));

    public static Principal Of(HttpContext http) =>
        http.Features.Get<Principal>()
        ?? throw new InvalidOperationException("No caller is settled: UseKaosCallers must run before this endpoint.");
}
