import EventModel

/// What every ``DeadLetterBroker`` must do, rule by rule. Each check needs a fixture of its own and throws
/// ``ConformanceFailure`` where the broker differs:
///
///     @Test(arguments: DeadLetterBrokerConformance.allCases)
///     func conforms(_ rule: DeadLetterBrokerConformance) async throws { try await rule.check(makeFixture()) }
package enum DeadLetterBrokerConformance: String, CaseIterable, Sendable {
    case describesItsQueues, peeksInOrderWithoutConsuming, peeksOnAfterAMessageThatIsGone, refusesUnknownQueues
    case peeksInTheOrderOfExpiry, tellsMessagesOfOneInstantApart, outlinesWhatItPeeks, peeksOneGroupOnly
    case groupsWhatItHolds, findsMessagesByTheirIDs
    case checksDestinations, claimsForOneTaskOnly, endsClaimsInTime, releasesOnlyItsOwn, prolongsItsOwnClaims
    case sendsThenRemoves, sendsInTurn, sendsOnceOnly, sendsElsewhere, sendsNothingUnclaimed, keepsWhatItCanNotSend
    case sendsAnEditedMessage, countsGenerationsAndKeepsHistory, knowsWhatItSent
    case deletesOnlyWhatIsFree, keepsBodiesByteForByte, keepsOddBodies, givesEachMessageToOneOfTwoTasks
    case buriesBeforeItSends, buriesBeforeItDeletes
    case restoresWhatNobodyHasReceived, restoresWhatWasDeleted, leavesWhatWasReceived, restoresOnce
    case restoresOnlyWhatTheTaskBuried
    case tellsWhatIsUnderWay, tellsWhatCompleted, tellsWhatDiedAgain
    case addsWithoutLoss, addsEachOnce

    package func check(_ fixture: some DeadLetterBrokerFixture) async throws {
        let check = BrokerCheck(fixture: fixture)
        switch self {
        case .describesItsQueues: try await check.describesItsQueues()
        case .peeksInOrderWithoutConsuming: try await check.peeksInOrderWithoutConsuming()
        case .peeksOnAfterAMessageThatIsGone: try await check.peeksOnAfterAMessageThatIsGone()
        case .refusesUnknownQueues: try await check.refusesUnknownQueues()
        case .peeksInTheOrderOfExpiry: try await check.peeksInTheOrderOfExpiry()
        case .tellsMessagesOfOneInstantApart: try await check.tellsMessagesOfOneInstantApart()
        case .outlinesWhatItPeeks: try await check.outlinesWhatItPeeks()
        case .peeksOneGroupOnly: try await check.peeksOneGroupOnly()
        case .groupsWhatItHolds: try await check.groupsWhatItHolds()
        case .findsMessagesByTheirIDs: try await check.findsMessagesByTheirIDs()
        case .checksDestinations: try await check.checksDestinations()
        case .claimsForOneTaskOnly: try await check.claimsForOneTaskOnly()
        case .endsClaimsInTime: try await check.endsClaimsInTime()
        case .releasesOnlyItsOwn: try await check.releasesOnlyItsOwn()
        case .prolongsItsOwnClaims: try await check.prolongsItsOwnClaims()
        case .sendsThenRemoves: try await check.sendsThenRemoves()
        case .sendsInTurn: try await check.sendsInTurn()
        case .sendsOnceOnly: try await check.sendsOnceOnly()
        case .sendsElsewhere: try await check.sendsElsewhere()
        case .sendsNothingUnclaimed: try await check.sendsNothingUnclaimed()
        case .keepsWhatItCanNotSend: try await check.keepsWhatItCanNotSend()
        case .sendsAnEditedMessage: try await check.sendsAnEditedMessage()
        case .countsGenerationsAndKeepsHistory: try await check.countsGenerationsAndKeepsHistory()
        case .knowsWhatItSent: try await check.knowsWhatItSent()
        case .deletesOnlyWhatIsFree: try await check.deletesOnlyWhatIsFree()
        case .keepsBodiesByteForByte: try await check.keepsBodiesByteForByte()
        case .keepsOddBodies: try await check.keepsOddBodies()
        case .givesEachMessageToOneOfTwoTasks: try await check.givesEachMessageToOneOfTwoTasks()
        case .buriesBeforeItSends: try await check.buriesBeforeItSends()
        case .buriesBeforeItDeletes: try await check.buriesBeforeItDeletes()
        case .restoresWhatNobodyHasReceived: try await check.restoresWhatNobodyHasReceived()
        case .restoresWhatWasDeleted: try await check.restoresWhatWasDeleted()
        case .leavesWhatWasReceived: try await check.leavesWhatWasReceived()
        case .restoresOnce: try await check.restoresOnce()
        case .restoresOnlyWhatTheTaskBuried: try await check.restoresOnlyWhatTheTaskBuried()
        case .tellsWhatIsUnderWay: try await check.tellsFates(.working)
        case .tellsWhatCompleted: try await check.tellsFates(.completed)
        case .tellsWhatDiedAgain: try await check.tellsFates(.failed)
        case .addsWithoutLoss: try await check.addsWithoutLoss()
        case .addsEachOnce: try await check.addsEachOnce()
        }
    }
}
