using System.Collections.Immutable;
using Kaos.A2A;
using Kaos.Agent.Grains.Desk;
using Kaos.Contracts;

namespace Kaos.Agent.Host.Problems;

/// <summary>Our problems as A2A errors.</summary>
internal static class A2AProblems
{
    public static A2AException ToA2A(this Problem problem, A2AErrorCode? code = null) =>
        new(problem.Next is null ? problem.Message : $"{problem.Message} {problem.Next}", code ?? ProblemTable.Of(
            problem.Code).A2A)
        {
            Metadata = ImmutableDictionary<string, string>.Empty.Add("code", Kebab.Write(problem.Code)),
        };

    public static T OrThrow<T>(this Result<T> result)
        where T : class =>
        result.Value ?? throw (result.Problem?.ToA2A()
            ?? throw new InvalidOperationException("A result holds neither a value nor a problem."));
}
